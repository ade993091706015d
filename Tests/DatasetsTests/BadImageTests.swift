import Augmentation
import Images
import TestTraits
import Testing

@testable import Datasets

@Suite(.hangLimit(.seconds(300))) struct BadImageTests {
  private func loader(
    _ dataset: SyntheticImages, workers: Int, _ policy: OnBadImage, log: BadImageLog = BadImageLog(), batchSize: Int = 6
  ) throws -> TwoViewLoader {
    try TwoViewLoader(
      dataset, recipe: LoaderFixtures.recipe, channels: 1, batchSize: batchSize, seed: 2,
      options: log.options(workers: workers, onBadImage: policy))
  }

  @Test(arguments: [0, 1, 2, 5]) func badImagesAreReplacedTheSameWayByAnyNumberOfWorkers(workers: Int) throws {
    let dataset = SyntheticImages(count: 31, bad: [4, 5, 6, 17, 30])
    let log = BadImageLog()
    let reference = try loader(dataset, workers: 0, .skip)
    let tested = try loader(dataset, workers: workers, .skip, log: log)
    for _ in 0..<12 {
      let batch = try tested.next()
      #expect(BatchRecord(batch) == BatchRecord(try reference.next()))
      #expect(batch.count == 6)
      #expect(Set(batch.indices).count == 6, "no image stands twice in a batch")
      #expect(dataset.bad.isDisjoint(with: batch.indices))
    }
    #expect(log.images.map(\.name) == ["image-4", "image-5", "image-6", "image-17", "image-30"])
    #expect(log.images[0].description.contains("image-4: "))
    #expect(tested.badImageCount == 5)
  }

  @Test func onlyBadImagesAreReplaced() throws {
    let dataset = SyntheticImages(count: 31, bad: [4, 17])
    let loader = try loader(dataset, workers: 2, .skip)
    var sampler = try EpochSampler(count: 31, batchSize: 6, seed: 2)
    for _ in 0..<10 {
      let batch = try loader.next()
      let planned = sampler.batch(epoch: batch.epoch, step: batch.step)
      for (index, plan) in zip(batch.indices, planned) {
        #expect(dataset.bad.contains(plan) ? index != plan : index == plan)
      }
    }
  }

  @Test func imagesRepeatWhenTooFewAreGood() throws {
    let dataset = SyntheticImages(count: 6, bad: [0, 1, 2, 3])
    let batch = try loader(dataset, workers: 2, .skip).next()
    #expect(batch.count == 6 && Set(batch.indices) == [4, 5])
  }

  @Test(arguments: [0, 2]) func nothingIsLeftIfAllAreBad(workers: Int) throws {
    let loader = try loader(SyntheticImages(count: 9, bad: Set(0..<9)), workers: workers, .skip)
    expectError(.badData, "none of the 9 images") { _ = try loader.next() }
    expectError(.badData, "none of the 9 images") { _ = try loader.next() }
  }

  @Test func theOnlyImageIsCalledSo() throws {
    let error = DatasetError.noneReadable(of: 1, "a.jpg: it is empty; replace it")
    #expect("\(error)" == "the only image cannot be read: a.jpg: it is empty; replace it, or give other images")
    let table = try LabelTable([("q", "a")], source: "t")
    #expect("\(table.namesNone(of: SyntheticImages(count: 1)))".hasPrefix("t does not name the only image; "))
  }

  @Test(arguments: [0, 2]) func noImageIsBlamedForALackOfFileHandles(workers: Int) throws {
    let log = BadImageLog()
    let loader = try loader(SyntheticImages(count: 6, exhausting: [3]), workers: workers, .skip, log: log)
    expectError(.inputOutput, "image-3", "fewer workers") { _ = try loader.next() }
    #expect(log.images.isEmpty)
  }

  @Test(arguments: [0, 1, 2, 5]) func failingNamesTheFirstBadImageOfTheBatch(workers: Int) throws {
    let dataset = SyntheticImages(count: 40, bad: [7, 8, 9])
    var sampler = try EpochSampler(count: 40, batchSize: 10, seed: 2)
    let batches = (0..<4).map { sampler.batch(epoch: 0, step: $0) }
    let step = try #require(batches.firstIndex { !dataset.bad.isDisjoint(with: $0) })
    let index = try #require(batches[step].first { dataset.bad.contains($0) })
    let loader = try loader(dataset, workers: workers, .fail, batchSize: 10)
    for _ in 0..<step { _ = try loader.next() }
    expectError(.badData, "image-\(index): ", "skip") { _ = try loader.next() }
  }
}
