import Augmentation
import Foundation
import Images
import Randomness
import Synchronization
import TestTraits
import Testing

@testable import Datasets

@Suite(.hangLimit(.seconds(300))) struct StreamingOrderTests {
  private let layout = StorageLayout(runs: (0..<40).map { ($0 * 25)..<($0 * 25 + 25) }, bufferCount: 150)

  private func sampler(seed: UInt64 = 3, batchSize: Int = 16) throws -> EpochSampler {
    try EpochSampler(count: 1000, batchSize: batchSize, seed: seed, layout: layout)
  }

  @Test func anEpochIsAPermutationAndDiffersFromOthers() throws {
    let orders = try (0..<3).map { try sampler().permutation(epoch: $0) }
    for order in orders { #expect(order.sorted() == Array(0..<1000)) }
    #expect(Set(orders).count == 3)
    #expect(try sampler(seed: 4).permutation(epoch: 0) != orders[0])
    #expect(try sampler().permutation(epoch: 2) == orders[2])
  }

  @Test func filesAreReadFromFrontToBackAFewAtATime() throws {
    var generator = SplitMix64(seed: 1, stream: 0)
    let shuffle = StreamingShuffle(layout, generator: &generator)
    #expect(shuffle.arrivals.sorted() == Array(0..<1000))
    var places: [[Int]] = Array(repeating: [], count: 40)
    for (place, image) in shuffle.arrivals.enumerated() {
      #expect(Int(image) % 25 == places[Int(image) / 25].count, "each file in its order")
      places[Int(image) / 25].append(place)
    }
    let open = (0..<1000).map { place in places.count { $0[0] <= place && place <= $0[24] } }
    #expect(open.max() == StreamingShuffle.concurrentRuns)
    #expect(open.prefix(100).contains { $0 > 10 }, "files are mixed from the start")
    // An image leaves the buffer only after it has come in.
    for (place, image) in shuffle.order.enumerated() {
      #expect(places[Int(image) / 25][Int(image) % 25] < place + layout.bufferCount)
    }
  }

  @Test func aBufferForAllImagesIsAPermutationOfTheUsualKind() throws {
    let plain = try EpochSampler(count: 1000, batchSize: 16, seed: 3)
    var sampler = try EpochSampler(
      count: 1000, batchSize: 16, seed: 3, layout: StorageLayout(runs: layout.runs, bufferCount: 1000))
    #expect(sampler.permutation(epoch: 1) == plain.permutation(epoch: 1))
    #expect(sampler.arrivals(epoch: 0, step: 0, first: true).isEmpty)
  }

  /// Whatever the batch that a loader starts at, each image is announced before it is used, and not much sooner.
  @Test(arguments: [0, 30, 61, 62 + 40]) func imagesAreAnnouncedInTime(start: Int) throws {
    var sampler = try sampler()
    let perEpoch = sampler.batchesPerEpoch
    #expect(perEpoch == 62)
    var announced: [Int: Int] = [:]
    var used = 0
    for number in start..<(start + 130) {
      let (epoch, step) = number.quotientAndRemainder(dividingBy: perEpoch)
      for image in sampler.arrivals(epoch: epoch, step: step, first: number == start) {
        announced[image, default: 0] += 1
      }
      for image in sampler.batch(epoch: epoch, step: step) {
        announced[image, default: 0] -= 1
        used += 1
        #expect(announced[image, default: -1] >= 0, "image \(image) of batch \(number)")
      }
      let ahead = announced.values.reduce(0, +)
      // The eight images that no batch of an epoch has are announced like the others.
      #expect(ahead <= layout.bufferCount + 16 + 8 * (epoch + 1), "\(ahead) images ahead at batch \(number)")
    }
    #expect(used == 130 * 16)
  }

  @Test func subsetsKeepTheLayout() throws {
    let base = Laid(count: 100, storage: StorageLayout(runs: [0..<40, 40..<41, 41..<100], bufferCount: 7))
    #expect(
      Subset(base, indices: [1, 3, 39, 41, 99]).storage == StorageLayout(runs: [0..<3, 3..<5], bufferCount: 7))
    #expect(Subset(base, indices: [3, 1]).storage == nil)
    #expect(Subset(base, indices: []).storage?.runs.isEmpty == true)
    let sample = try Subset.sample(base, count: 50, seed: 1)
    #expect(sample.storage?.runs.map(\.count).reduce(0, +) == 50)
  }

  /// Batches come while the disk does not even take the request to read ahead.
  @Test(arguments: [0, 1, 2]) func readingAheadHoldsNothingUp(workers: Int) throws {
    let base = SyntheticImages(count: 64)
    let dataset = HangingReadAhead(base: base)
    let loader = try TwoViewLoader(
      dataset, recipe: LoaderFixtures.recipe, channels: 1, batchSize: 8, seed: 0,
      options: BadImageLog().options(workers: workers))
    let sampler = try EpochSampler(count: 64, batchSize: 8, seed: 0, layout: dataset.storage)
    let order = sampler.permutation(epoch: 0).map { Int($0) }
    for step in 0..<8 { #expect(try loader.next().indices == Array(order[(step * 8)..<(step * 8 + 8)])) }
    dataset.gate.signal()
    // The first piece is the buffer and what the first batch brings in.
    while dataset.announced.pieces.isEmpty { Thread.sleep(forTimeInterval: 0.001) }
    #expect(dataset.announced.pieces[0].count == 16 + 8)
    for _ in 0..<1000 { dataset.gate.signal() }
    loader.stop()
  }

  /// While the caller is still in one epoch, the threads are at work on the next one.
  @Test func theEndOfAnEpochIsNoPause() throws {
    let dataset = GatedImages(SyntheticImages(count: 48), gatedIndex: -1)
    let loader = try TwoViewLoader(
      dataset, recipe: LoaderFixtures.recipe, channels: 1, batchSize: 8, seed: 0,
      options: BadImageLog().options(workers: 2, batchesAhead: 3))
    for _ in 0..<5 { _ = try loader.next() }
    // Five batches taken and three ahead: two of the next epoch, before the sixth of this one is asked for.
    while dataset.readCount < 64 { Thread.sleep(forTimeInterval: 0.001) }
    #expect(try loader.next().epoch == 0)
    #expect(try loader.next().epoch == 1)
  }
}

/// A data set that lets through one announcement for each signal.
private struct HangingReadAhead: ImageDataset {
  final class Announced: Sendable {
    private let stored = Mutex<[[Int]]>([])
    var pieces: [[Int]] { stored.withLock { $0 } }
    func append(_ piece: [Int]) { stored.withLock { $0.append(piece) } }
  }

  let base: SyntheticImages
  let gate = DispatchSemaphore(value: 0)
  let announced = Announced()

  var count: Int { base.count }
  var channels: Int { base.channels }
  var classNames: [String] { [] }
  var storage: StorageLayout? { StorageLayout(runs: [0..<32, 32..<64], bufferCount: 16) }
  func label(at index: Int) -> Int? { nil }
  func name(at index: Int) -> String { base.name(at: index) }
  func source(at index: Int) throws(DatasetError) -> ImageSource { try base.source(at: index) }
  func willNeed(_ indices: [Int]) {
    gate.wait()
    announced.append(indices)
  }
}

/// A data set of which only the layout matters.
private struct Laid: ImageDataset {
  let count: Int
  let storage: StorageLayout?
  let channels = 1
  let classNames: [String] = []
  func label(at index: Int) -> Int? { nil }
  func name(at index: Int) -> String { "\(index)" }
  func source(at index: Int) throws(DatasetError) -> ImageSource { throw DatasetError(.usage, "there are no pixels") }
}
