import Augmentation
import Images
import TestSupport
import TestTraits
import Testing

@testable import Datasets

@Suite(.hangLimit(.seconds(300))) struct EvaluationLoaderTests {
  private let settings = LoaderFixtures.settings(channels: 1)

  private func batches(
    _ dataset: any ImageDataset, workers: Int, _ policy: OnBadImage = .fail, log: BadImageLog = BadImageLog()
  ) throws -> [EvaluationBatch] {
    let loader = try EvaluationLoader(
      dataset, settings: settings, batchSize: 8, options: log.options(workers: workers, onBadImage: policy))
    var batches: [EvaluationBatch] = []
    while let batch = try loader.next() { batches.append(batch) }
    #expect(try loader.next() == nil)
    return batches
  }

  /// What the renderer makes of one image.
  private func rendered(_ dataset: any ImageDataset, _ index: Int) throws -> [Float] {
    let renderer = try EvaluationRenderer(
      imageSize: settings.imageSize, resizeTo: settings.resizeTo, normalization: settings.normalization,
      channels: settings.channels)
    var view = [Float](repeating: .nan, count: 64)
    try view.withUnsafeMutableBufferPointer { try renderer.render(try dataset.source(at: index), into: $0) }
    return view
  }

  private func expect(_ batches: [EvaluationBatch], of dataset: SyntheticImages) throws {
    for batch in batches {
      #expect(batch.view.shape == [batch.count, 8, 8, 1])
      #expect(batch.names == batch.indices.map { "image-\($0)" })
      #expect(batch.labels == batch.indices.map { dataset.labels[$0] })
      let expected = try batch.indices.flatMap { try rendered(dataset, $0) }
      #expect(batch.view.withUnsafeFloats { Array($0) } == expected)
    }
  }

  @Test(arguments: [0, 1, 2, 5]) func everyImageComesOnceAndInOrder(workers: Int) throws {
    let dataset = SyntheticImages(
      count: 29, classNames: ["a", "b"], labels: (0..<29).map { $0 == 28 ? nil : $0 % 2 }, slow: [0, 9])
    let batches = try batches(dataset, workers: workers)
    #expect(batches.map(\.count) == [8, 8, 8, 5])
    #expect(batches.flatMap(\.indices) == Array(0..<29))
    try expect(batches, of: dataset)
  }

  @Test(arguments: [0, 2]) func skippedImagesLeaveNoGap(workers: Int) throws {
    let dataset = SyntheticImages(
      count: 29, classNames: ["a"], labels: [Int?](repeating: 0, count: 29), bad: Set([0, 3, 7] + (8..<16) + [28]))
    let log = BadImageLog()
    let batches = try batches(dataset, workers: workers, .skip, log: log)
    #expect(batches.map(\.count) == [5, 8, 4])
    #expect(batches.flatMap(\.indices) == (0..<29).filter { !dataset.bad.contains($0) })
    #expect(log.images.map(\.index) == dataset.bad.sorted())
    try expect(batches, of: dataset)
  }

  @Test(arguments: [0, 2]) func failingNamesTheImage(workers: Int) throws {
    let dataset = SyntheticImages(count: 20, bad: [13, 14])
    expectError(.badData, "image-13: ") { _ = try batches(dataset, workers: workers) }
    expectError(.badData, "none of the 20 images") {
      _ = try batches(SyntheticImages(count: 20, bad: Set(0..<20)), workers: workers, .skip)
    }
  }

  @Test func filesThatAreNoImagesAreNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write(Fixtures.bmp(red: 200), to: "a.bmp")
    try folder.write(Array("only text".utf8), to: "b.jpg")
    try folder.write([], to: "c.png")
    let dataset = try DatasetDescription(parsing: folder.path).open(split: .train)
    expectError(.badData, "b.jpg: ", "take it out of the data", "skip bad images") {
      _ = try batches(dataset, workers: 1)
    }
    let log = BadImageLog()
    #expect(try batches(dataset, workers: 1, .skip, log: log).map(\.names) == [["a.bmp"]])
    #expect(log.images.map(\.name) == ["b.jpg", "c.png"])
  }

  @Test func anEmptyDatasetIsAtItsEndAtOnce() throws {
    #expect(try batches(SyntheticImages(count: 0), workers: 2).isEmpty)
  }
}
