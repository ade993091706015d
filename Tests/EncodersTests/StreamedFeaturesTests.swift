import Datasets
import Files
import Foundation
import Runs
import Settings
import TensorFiles
import Testing
import TestSupport
import Torch

@testable import Encoders

/// Features that go by way of the disk, and what a process that is stopped leaves to the next.
@Suite struct StreamedFeaturesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, prefix: "data/train", count: 60)
  }

  private struct Stopped: Error {}

  private var images: any ImageDataset {
    get throws { try DatasetDescription.folder(folder.file("data")).open(split: .train) }
  }

  private func encoder(seed: Int = 1, batchSize: Int = 8, cache: FeatureCache? = nil) throws -> EncoderFeatures {
    let configuration = try TrainingConfiguration(
      layers: [
        SettingLayer([
          "recipe": "small", "backbone": "resnet10", "width": "4", "projector": "24-24", "precision": "fp32",
          "seed": String(seed),
        ])
      ], suggesting: "small")
    return EncoderFeatures(
      try EncoderModel(untrained: RunRecord(configuration: configuration)), batchSize: batchSize,
      options: LoaderOptions(workers: 0), cache: cache)
  }

  /// Writes the features to a file, or stops after a number of images; what was reported.
  private func write(
    _ encoder: EncoderFeatures, _ kind: FeatureKind = .representation, to name: String,
    format: EmbeddingFile.Format = .npy, stoppingAt limit: Int = .max
  ) throws -> (WrittenFeatures, [FeatureEvent]) {
    var events: [FeatureEvent] = []
    let written = try encoder.write(
      images, kind, to: folder.file(name), format: format,
      origin: {
        FeatureOrigin(features: kind.rawValue, model: "m", step: 0, data: "d", images: $0, dimension: $1)
      }, report: { events.append($0) }
    ) { progress in
      if progress.task == "features", progress.done >= limit { throw Stopped() }
    }
    return (written, events)
  }

  private func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: folder.file(name))) }

  private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name)) }

  @Test(arguments: [FeatureKind.representation, .embedding]) func theyAreThoseOfATableInMemory(kind: FeatureKind) throws
  {
    let encoder = try encoder()
    let (written, _) = try write(encoder, kind, to: "a.npy")
    let expected = try encoder.features(of: images, kind)
    #expect(written.count == 60 && written.dimension == expected.dimension && written.resumedAt == 0)
    #expect(try NumPyFile.read(folder.file("a.npy")).floats() == expected.features.floats())
    #expect(try EmbeddingFile(parsing: folder.file("a.npy")).names() == expected.names)
    #expect(!exists("a.npy.partial"))
  }

  @Test(arguments: EmbeddingWriter.formats) func whoIsStoppedGoesOnToTheSameBytes(format: EmbeddingFile.Format) throws {
    let (whole, part) = ("a.\(format.rawValue)", "b.\(format.rawValue)")
    _ = try write(encoder(), to: whole, format: format)
    for limit in [20, 44] {
      #expect(throws: Stopped.self) { try write(encoder(), to: part, format: format, stoppingAt: limit) }
      #expect(!exists(part) && exists(part + ".partial"))
    }
    let (written, events) = try write(encoder(), to: part, format: format)
    #expect(written.resumedAt == 48 && written.count == 60)
    #expect(events == [.note("going on with what a command before has done: 48 of 60 images")])
    #expect(try bytes(part) == bytes(whole) && !exists(part + ".partial"))
  }

  /// A kill may come between any two writes, and a loss of power leave less of the rows than of their positions.
  @Test(arguments: [0, 1, 100, 7 * 4 * 32]) func whatAKillCutsOffIsComputedAgain(missingBytes: Int) throws {
    _ = try write(encoder(), to: "a.npy")
    #expect(throws: Stopped.self) { try write(encoder(), to: "b.npy", stoppingAt: 32) }
    let rows = folder.file("b.npy.partial/rows.f32")
    let size = try bytes("b.npy.partial/rows.f32").count
    #expect(truncate(rows, off_t(size - missingBytes)) == 0)
    let more = try #require(FileHandle(forWritingAtPath: folder.file("b.npy.partial/positions.i64")))
    try more.seekToEnd()
    // Half a position.
    try more.write(contentsOf: Data([1, 2, 3]))
    try more.close()
    let (written, _) = try write(encoder(), to: "b.npy")
    #expect(written.resumedAt == (missingBytes == 0 ? 32 : 0))
    #expect(try bytes("b.npy") == bytes("a.npy"))
  }

  @Test func ofOtherWeightsNothingIsTakenOver() throws {
    _ = try write(encoder(), to: "a.npy")
    for other in [try encoder(seed: 2), try encoder(batchSize: 16)] {
      #expect(throws: Stopped.self) { try write(other, to: "b.npy", stoppingAt: 32) }
      #expect(try write(encoder(), to: "b.npy").0.resumedAt == 0)
      #expect(try bytes("b.npy") == bytes("a.npy"))
    }
    // Nor of other images.
    #expect(throws: Stopped.self) { try write(encoder(), to: "b.npy", stoppingAt: 32) }
    try IDXFixture.write(to: folder, prefix: "data/train", count: 58)
    #expect(try write(encoder(), to: "b.npy").0.resumedAt == 0)
  }

  @Test func twoAtOnceAreRefused() throws {
    let key = "k"
    let first = try FeatureSpool(beside: folder.file("a.npy"), key: key, batchSize: 8)
    let error = #expect(throws: FileError.self) {
      try FeatureSpool(beside: folder.file("a.npy"), key: key, batchSize: 8)
    }
    #expect(error?.kind == .inUse)
    _ = first
  }

  @Test func theCacheHasThemAfterwards() throws {
    let cache = FeatureCache(folder: folder.file("cache"))
    _ = try write(encoder(cache: cache), to: "a.npy")
    let (_, events) = try write(encoder(cache: cache), to: "b.npy")
    #expect(events == [.cached(count: 60, kind: .representation)])
    #expect(try bytes("a.npy") == bytes("b.npy"))
  }

  @Test func namesThatDoNotFitAreFoundFirst() throws {
    let error = #expect(throws: FileError.self) {
      try EmbeddingWriter.requireRoom(for: "a.safetensors", format: .safetensors, images: 2_000_000) { _ in
        String(repeating: "x", count: 60)
      }
    }
    #expect(error?.kind == .usage)
    try EmbeddingWriter.requireRoom(for: "a.npz", format: .npz, images: 2_000_000) { _ in "x" }
  }
}
