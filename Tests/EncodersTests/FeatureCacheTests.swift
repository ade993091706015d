import Augmentation
import Datasets
import FeatureTestSupport
import Files
import Foundation
import Images
import NN
import Testing
import TestSupport
import Torch

@testable import Encoders

@Suite struct FeatureCacheTests {
  private func features(_ count: Int = 5) throws -> ExtractedFeatures {
    try ExtractedFeatures(
      features: Tensor.normal([count, 3], seed: 1), labels: (0..<count).map { $0 == 1 ? nil : $0 },
      names: (0..<count).map { "a\n\($0)/ü" }, indices: (0..<count).map { $0 * $0 + 1 }, classNames: ["x", "y"],
      skipped: ["bad.png: it is no image"])
  }

  private func key(_ name: String) -> FeatureKey { FeatureKey(digest: name) }

  @Test func whatIsKeptComesBack() throws {
    let folder = try TemporaryFolder()
    let cache = FeatureCache(folder: folder.file("features"))
    #expect(try cache.features(for: key("a")) == nil)
    let kept = try features()
    #expect(try cache.keep(kept, for: key("a")))
    let found = try #require(try cache.features(for: key("a")))
    #expect(try found.features.floats() == kept.features.floats())
    #expect(found.labels == kept.labels && found.names == kept.names)
    #expect(found.indices == kept.indices && found.indices == [1, 2, 5, 10, 17])
    #expect(found.classNames == kept.classNames && found.skipped == kept.skipped)
    #expect(try cache.features(for: key("b")) == nil)
  }

  @Test func damageIsNoticed() throws {
    let folder = try TemporaryFolder()
    let cache = FeatureCache(folder: folder.path)
    _ = try cache.keep(features(), for: key("a"))
    let file = URL(filePath: cache.file(for: key("a")))
    let whole = try Data(contentsOf: file)
    // A single bit of the numbers at the end, a shorter file, no file, and the file of another key.
    var flipped = whole
    flipped[flipped.count - 1] ^= 1
    for bytes in [flipped, whole.dropLast(3), Data(), Data("something else".utf8)] {
      try bytes.write(to: file)
      let error = #expect(throws: FileError.self) { try cache.features(for: key("a")) }
      #expect(error?.kind == .damaged)
    }
    try whole.write(to: URL(filePath: cache.file(for: key("b"))))
    #expect(throws: FileError.self) { try cache.features(for: key("b")) }
  }

  @Test func theLeastUsedGoFirst() throws {
    let folder = try TemporaryFolder()
    var cache = FeatureCache(folder: folder.path)
    cache.largestCount = 3
    func present() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".safetensors") }
        .map { String($0.dropLast(12)) }.sorted()
    }
    for (age, name) in ["a", "b", "c"].enumerated() {
      _ = try cache.keep(features(), for: key(name))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: Double(age - 10) * 1000)],
        ofItemAtPath: cache.file(for: key(name)))
    }
    #expect(try cache.features(for: key("a")) != nil)
    _ = try cache.keep(features(), for: key("d"))
    #expect(try present() == ["a", "c", "d"])
    // Room for one file of this size, and none for a larger one.
    let facts = try FileManager.default.attributesOfItem(atPath: cache.file(for: key("d")))
    cache.largestBytes = try #require(facts[.size] as? Int) * 3 / 2
    _ = try cache.keep(features(), for: key("e"))
    #expect(try present() == ["e"])
    #expect(try !cache.keep(features(1000), for: key("f")))
    #expect(try present() == ["e"])
  }

  @Test func remainsOfAKilledWriteGo() throws {
    let folder = try TemporaryFolder()
    let cache = FeatureCache(folder: folder.path)
    try folder.write([1], to: "old.safetensors.1.partial")
    try folder.write([1], to: "new.safetensors.2.partial")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: folder.file("old.safetensors.1.partial"))
    _ = try cache.keep(features(), for: key("a"))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(left == ["a.safetensors", "new.safetensors.2.partial"])
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "features")
    #expect(throws: FileError.self) {
      try FeatureCache(folder: folder.file("features")).keep(features(), for: key("a"))
    }
  }

  // MARK: - Keys

  private func conditions(
    seed: UInt64 = 1, stem: ResNetStem = .cifar, imageSize: Int = 28, resizeTo: Int? = nil, channels: Int = 1,
    precision: Precision = .fp32, projectorSeed: UInt64? = nil, mean: Float = 0.5, std: Float = 1
  ) throws -> FeatureConditions {
    let backbone = try ResNet(
      ResNetConfiguration(variant: .resnet10, width: 4, stem: stem, inputChannels: 1), from: ParameterSource(seed: seed)
    )
    return try FeatureConditions(
      backbone: backbone, projector: projectorSeed.map { try Linear(32, 8, from: ParameterSource(seed: $0)) },
      preparation: EvaluationSettings(
        imageSize: imageSize, resizeTo: resizeTo, normalization: Normalization(mean: [mean], std: [std]),
        channels: channels),
      precision: precision, device: .cpu)
  }

  @Test func whateverChangesFeaturesChangesTheKey() throws {
    let folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, count: 20)
    let data = try DatasetDescription(parsing: folder.path).open(split: .train)
    let key = try #require(try conditions().key(for: data))
    #expect(try conditions().key(for: data) == key)
    #expect(key.digest.count == 64)
    // Two stems whose weights have the same shapes.
    let others = [
      try conditions(seed: 2), try conditions(stem: .strided), try conditions(imageSize: 32),
      try conditions(precision: .bf16), try conditions(projectorSeed: 1), try conditions(projectorSeed: 2),
      try conditions(mean: 0.25), try conditions(std: 0.5), try conditions(resizeTo: 32), try conditions(channels: 3),
    ]
    let keys = try others.map { try $0.key(for: data) } + [key]
    #expect(Set(keys).count == others.count + 1)
    let part = try Subset.sample(data, count: 10, seed: 0)
    #expect(try conditions().key(for: part) != key)
    #expect(try conditions().key(for: Subset(data, indices: Array((0..<20).reversed()))) != key)
  }

  @Test func runningStatisticsBelongToTheWeights() throws {
    let network = try ResNet(
      ResNetConfiguration(variant: .resnet10, width: 4, stem: .cifar), from: ParameterSource(seed: 1))
    let before = try network.fingerprint()
    #expect(try network.fingerprint() == before)
    _ = try withoutGradients { try network(Tensor.normal([4, 3, 8, 8], seed: 1), mode: .training) }
    #expect(try network.fingerprint() != before)
  }

  @Test func changedFilesChangeTheKey() throws {
    let folder = try TemporaryFolder()
    for (index, name) in ["a/1.bmp", "a/2.bmp", "b/3.bmp"].enumerated() {
      try folder.write(BMPFixture.image(index), to: name)
    }
    let conditions = try conditions()
    func key() throws -> FeatureKey? {
      try conditions.key(for: DatasetDescription(parsing: folder.path).open(split: .train))
    }
    var seen: Set<FeatureKey?> = [try key()]
    #expect(try key() == seen.first)
    // As large as before, and with the time that it had before: only the time of change tells.
    let path = folder.file("a/1.bmp")
    let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
    usleep(20_000)
    try folder.write(BMPFixture.image(9), to: "a/1.bmp")
    try FileManager.default.setAttributes([.modificationDate: try #require(date)], ofItemAtPath: path)
    #expect(seen.insert(try key()).inserted)
    try folder.write(BMPFixture.image(7), to: "b/4.bmp")
    #expect(seen.insert(try key()).inserted)
    try FileManager.default.moveItem(atPath: folder.file("b/4.bmp"), toPath: folder.file("a/4.bmp"))
    #expect(seen.insert(try key()).inserted)
  }

  /// Images that differ in nothing but what `change` does to them.
  private struct Described: ImageDataset {
    var names = ["a", "b"]
    var labels: [Int?] = [0, 1]
    var classNames = ["x", "y"]
    var count: Int { names.count }
    var channels: Int { 1 }
    func label(at index: Int) -> Int? { labels[index] }
    func name(at index: Int) -> String { names[index] }
    func source(at index: Int) throws(DatasetError) -> ImageSource { .encoded([]) }
    func sourceFiles(of indices: [Int]) throws(DatasetError) -> [SourceFile]? { [] }
  }

  @Test func namesAndLabelsAreInTheKey() throws {
    let conditions = try conditions()
    let changes: [(inout Described) -> Void] = [
      { _ in }, { $0.names = ["a", "c"] }, { $0.labels = [1, 0] }, { $0.labels = [0, nil] },
      { $0.classNames = ["x", "z"] }, { $0.classNames = ["x", "y", "z"] },
    ]
    let keys = try changes.map { change in
      var dataset = Described()
      change(&dataset)
      return try conditions.key(for: dataset)
    }
    #expect(Set(keys).count == changes.count)
  }

  @Test func imagesWithoutFilesHaveNoKey() throws {
    #expect(try conditions().key(for: PictureSet(count: 3)) == nil)
  }
}
