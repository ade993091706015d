import Augmentation
import Foundation
import Images
import Synchronization
import TestTraits
import Testing

@testable import Datasets

@Suite(.hangLimit(.seconds(300))) struct TwoViewLoaderTests {
  private let recipe = LoaderFixtures.recipe
  private let dataset = SyntheticImages(count: 53, slow: [3, 20])

  private func loader(
    _ dataset: SyntheticImages, workers: Int, epoch: Int = 0, step: Int = 0, batchSize: Int = 8, seed: UInt64 = 11,
    batchesAhead: Int? = nil
  ) throws -> TwoViewLoader {
    try TwoViewLoader(
      dataset, recipe: recipe, channels: dataset.channels, batchSize: batchSize, seed: seed, epoch: epoch, step: step,
      options: BadImageLog().options(workers: workers, batchesAhead: batchesAhead))
  }

  private func records(_ loader: TwoViewLoader, _ count: Int) throws -> [BatchRecord] {
    try (0..<count).map { _ in BatchRecord(try loader.next()) }
  }

  @Test func aBatchIsWhatTheRendererMakes() throws {
    let loader = try loader(dataset, workers: 2)
    let renderer = try ViewRenderer(recipe: recipe, channels: 1)
    let length = recipe.imageSize * recipe.imageSize
    var sampler = try EpochSampler(count: 53, batchSize: 8, seed: 11)
    for number in 0..<14 {
      let batch = try loader.next()
      #expect(batch.count == 8 && batch.height == recipe.imageSize && batch.width == recipe.imageSize)
      #expect(batch.channels == 1 && batch.views.map(\.shape) == [[8, 8, 8, 1], [8, 8, 8, 1]])
      #expect(batch.epoch == number / 6 && batch.step == number % 6)
      #expect(batch.indices == sampler.batch(epoch: batch.epoch, step: batch.step))
      for (row, index) in batch.indices.enumerated() {
        let views = [[Float]](repeating: [Float](repeating: .nan, count: length), count: 2)
        var (a, b) = (views[0], views[1])
        try a.withUnsafeMutableBufferPointer { a in
          try b.withUnsafeMutableBufferPointer { b in
            try renderer.render(
              try dataset.source(at: index), seed: 11, epoch: batch.epoch, index: index, into: a, b)
          }
        }
        for (view, expected) in zip(batch.views, [a, b]) {
          let floats = view.withUnsafeFloats { Array($0[(row * length)..<((row + 1) * length)]) }
          #expect(floats == expected)
        }
      }
    }
  }

  @Test(arguments: [1, 2, 5]) func workersDoNotChangeTheResult(workers: Int) throws {
    let expected = try records(loader(dataset, workers: 0), 20)
    #expect(try records(loader(dataset, workers: workers), 20) == expected)
    #expect(try records(loader(dataset, workers: workers, batchesAhead: 1), 20) == expected)
    #expect(try records(loader(dataset, workers: workers, seed: 12), 2) != Array(expected.prefix(2)))
  }

  @Test(arguments: [0, 2]) func resumingGoesOnAsBefore(workers: Int) throws {
    let whole = try records(loader(dataset, workers: 2), 16)
    #expect(try records(loader(dataset, workers: workers, epoch: 1, step: 4), 6) == Array(whole[10...]))
  }

  @Test func viewAAloneIsTheSameViewA() throws {
    let whole = try records(loader(dataset, workers: 0), 9)
    let alone = try TwoViewLoader(
      dataset, recipe: recipe, channels: 1, batchSize: 8, seed: 11, onlyViewA: true,
      options: BadImageLog().options(workers: 2, batchesAhead: 3))
    for record in whole {
      let batch = BatchRecord(try alone.next())
      #expect(batch.indices == record.indices && batch.views == [record.views[0]])
    }
    #expect(alone.allocatedBlocks <= 4, "one block a batch")
  }

  @Test func localViewsComeWithEveryBatch() throws {
    var recipe = recipe
    recipe.localCrops = LocalCrops(count: 2, imageSize: 4, view: recipe.viewB)
    func loader(workers: Int) throws -> TwoViewLoader {
      try TwoViewLoader(
        dataset, recipe: recipe, channels: 1, batchSize: 8, seed: 11,
        options: BadImageLog().options(workers: workers, batchesAhead: 3))
    }
    let expected = try records(self.loader(dataset, workers: 0), 9)
    let (one, two) = (try loader(workers: 0), try loader(workers: 2))
    for record in expected {
      let batch = try two.next()
      #expect(batch.views.map(\.shape) == [[8, 8, 8, 1], [8, 8, 8, 1], [8, 4, 4, 1], [8, 4, 4, 1]])
      #expect(Array(BatchRecord(batch).views[..<2]) == record.views)
      #expect(BatchRecord(batch) == BatchRecord(try one.next()))
    }
    #expect(two.allocatedBlocks <= 16)
  }

  @Test func halfTheMemoryHoldsTheSameViewsRounded() throws {
    let loader = try TwoViewLoader(
      dataset, recipe: recipe, channels: 1, batchSize: 8, seed: 11, element: .bfloat16,
      options: BadImageLog().options(workers: 2))
    for record in try records(self.loader(dataset, workers: 0), 3) {
      for (view, floats) in zip(try loader.next().views, record.views) {
        let halves = view.withUnsafeBytes { $0.withMemoryRebound(to: UInt16.self) { Array($0) } }
        #expect(halves.count == floats.count)
        for (half, float) in zip(halves, floats) {
          #expect(abs(Float(bitPattern: UInt32(half) << 16) - float) <= abs(float) / 256)
        }
      }
    }
  }

  @Test func memoryIsUsedAgain() throws {
    let loader = try loader(dataset, workers: 2, batchesAhead: 3)
    for _ in 0..<40 { _ = try loader.next() }
    // Three batches ahead and the one in hand, two views each.
    #expect(loader.allocatedBlocks <= 8)
  }

  @Test func aBatchKeepsItsMemory() throws {
    let loader = try loader(dataset, workers: 2)
    let kept = try loader.next()
    let before = BatchRecord(kept)
    for _ in 0..<30 { _ = try loader.next() }
    #expect(BatchRecord(kept) == before)
    loader.stop()
    #expect(BatchRecord(kept) == before)
  }

  @Test func aSlowImageHoldsUpNoOtherBatch() throws {
    var sampler = try EpochSampler(count: 53, batchSize: 4, seed: 11)
    let gated = GatedImages(dataset, gatedIndex: sampler.batch(epoch: 0, step: 0)[2])
    let loader = try TwoViewLoader(
      gated, recipe: recipe, channels: 1, batchSize: 4, seed: 11,
      options: BadImageLog().options(workers: 2, batchesAhead: 3))
    // One thread hangs in the first batch; the other one finishes all that may be made ahead: three batches.
    while gated.readCount < 11 { Thread.sleep(forTimeInterval: 0.001) }
    gated.open()
    #expect(try loader.next().indices == sampler.batch(epoch: 0, step: 0))
  }

  @Test(arguments: [0, 2]) func waitingIsMeasured(workers: Int) throws {
    let slow = SyntheticImages(count: 16, slow: Set(0..<16))
    let loader = try loader(slow, workers: workers, batchSize: 16)
    let waits = try (0..<3).map { _ in try loader.next().waitSeconds }
    #expect(waits.allSatisfy { $0 > 0 })
    #expect(abs(waits.reduce(0, +) - loader.waitSeconds) < 1e-6)
    // Without threads, the caller waits for every image: 5 ms each.
    if workers == 0 { #expect(waits[0] >= 0.08) }
  }

  @Test func numbersThatMakeNoSenseAreErrors() throws {
    expectError(.usage, "batch size 54") { _ = try loader(dataset, workers: 0, batchSize: 54) }
    expectError(.usage, "step 6", "0 to 5") { _ = try loader(dataset, workers: 0, step: 6) }
    expectError(.usage, "-1 workers") { _ = try loader(dataset, workers: -1) }
    var wide = dataset
    wide.channels = 2
    expectError(.usage, "2 channels") { _ = try loader(wide, workers: 0) }
    expectError(.usage, "0 batches ahead") { _ = try loader(dataset, workers: 1, batchesAhead: 0) }
  }

  @Test(arguments: [0, 1, 3]) func stoppingEndsTheStream(workers: Int) throws {
    let loader = try loader(dataset, workers: workers)
    _ = try loader.next()
    loader.stop()
    loader.stop()
    expectError(.stopped, "stopped") { _ = try loader.next() }
  }

  @Test func stoppingWakesWhoWaits() throws {
    let slow = SyntheticImages(count: 4000, slow: Set(0..<4000))
    let loader = try loader(slow, workers: 2, batchSize: 4000)
    let stop = loader.stopAction
    let stopper = Thread {
      Thread.sleep(forTimeInterval: 0.05)
      stop()
    }
    stopper.start()
    expectError(.stopped) { _ = try loader.next() }
  }

  @Test func droppingALoaderEndsItsThreads() throws {
    for workers in [1, 2, 5] {
      for taken in 0..<3 {
        let loader = try loader(dataset, workers: workers, batchesAhead: 2)
        for _ in 0..<taken { _ = try loader.next() }
      }
    }
    let ended = LifetimeProbe()
    do {
      let loader = try TwoViewLoader(
        dataset, recipe: recipe, channels: 1, batchSize: 8, seed: 0,
        options: LoaderOptions(workers: 3, onBadImage: .skip) { [token = ended.token()] _ in token.touch() })
      _ = try loader.next()
    }
    #expect(ended.hasEnded)
  }
}
