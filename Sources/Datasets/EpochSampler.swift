import Randomness

/// The order of images in training: a new one each epoch, cut into batches of one size.
///
/// It is a random permutation. Where many images lie in large files, it is the order that a shuffle buffer gives instead
/// (``StorageLayout``), so that the files are read from front to back.
///
/// Batch (epoch, step) depends on nothing but the seed and the layout, so a run that resumes sees what it would have seen.
/// The images that do not fill a last batch are left out of that epoch: each in its turn, so that over the epochs all are used
/// equally often; with a layout, those that the order has last.
/// Takes O(count) once per epoch and O(batch) per batch, and 4 bytes an image, with a layout up to 16.
public struct EpochSampler: Sendable {
  /// The number of images in the data set.
  public let count: Int
  /// The number of images in every batch.
  public let batchSize: Int
  /// The seed of every order.
  public let seed: UInt64
  /// Nil where the images may be read in any order.
  private let layout: StorageLayout?
  private var cached: [Epoch] = []

  /// The orders of one epoch.
  private struct Epoch {
    let number: Int
    let order: [UInt32]
    /// The order of reading; empty where any is as good.
    let arrivals: [UInt32]
  }

  /// Samples batches of `batchSize` of `count` images; a batch size below 1 or above `count` is a usage error.
  ///
  /// A `layout` whose buffer takes all images changes nothing.
  public init(count: Int, batchSize: Int, seed: UInt64, layout: StorageLayout? = nil) throws(DatasetError) {
    guard batchSize > 0 else { throw DatasetError(.usage, "the batch size is \(batchSize); give at least 1") }
    guard count >= batchSize else {
      throw DatasetError(
        .usage, "the batch size \(batchSize) is larger than the data set of \(count) images; make it smaller")
    }
    guard count <= Int(UInt32.max) else {
      throw DatasetError(.usage, "\(count) images are more than a data set may have (\(UInt32.max)); use a subset")
    }
    precondition(layout.map { $0.runs.reduce(0) { $0 + $1.count } == count } ?? true, "a layout has all images")
    self.count = count
    self.batchSize = batchSize
    self.seed = seed
    self.layout = layout.flatMap { $0.bufferCount < count ? $0 : nil }
  }

  /// The number of whole batches in an epoch.
  public var batchesPerEpoch: Int { count / batchSize }

  /// Whether images are read in an order of their own, so that `arrivals` says something.
  var isStreamed: Bool { layout != nil }

  /// The images of batch `step` of `epoch`, both counted from 0.
  public mutating func batch(epoch: Int, step: Int) -> [Int] {
    precondition(epoch >= 0 && (0..<batchesPerEpoch).contains(step), "an epoch has batchesPerEpoch steps")
    return orders(epoch).order[(step * batchSize)..<((step + 1) * batchSize)].map { Int($0) }
  }

  /// The images that batch `step` of `epoch` brings into the buffer, to be read ahead; none without a layout.
  ///
  /// Behind the end of an epoch the next one begins, so that reading never pauses. The `first` batch of a loader also
  /// brings in what it finds missing: all that the buffer then holds.
  public mutating func arrivals(epoch: Int, step: Int, first: Bool) -> [Int] {
    guard let layout else { return [] }
    let used = step * batchSize
    // The last batch of an epoch is also followed by the images that are left out.
    let usedAfter = step + 1 == batchesPerEpoch ? count : used + batchSize
    let range = (layout.bufferCount + used)..<(layout.bufferCount + usedAfter)
    let current = orders(epoch)
    var images: [Int] = []
    if first {
      let gone = Set(current.order[..<used])
      images += current.arrivals[..<min(range.lowerBound, count)].lazy.filter { !gone.contains($0) }.map { Int($0) }
      if range.lowerBound > count {
        images += orders(epoch + 1).arrivals[..<min(range.lowerBound - count, count)].map { Int($0) }
      }
    }
    images += current.arrivals[min(range.lowerBound, count)..<min(range.upperBound, count)].map { Int($0) }
    if range.upperBound > count {
      let next = orders(epoch + 1).arrivals
      images += next[min(max(range.lowerBound - count, 0), count)..<min(range.upperBound - count, count)].map {
        Int($0)
      }
    }
    return images
  }

  /// All images in the order of `epoch`.
  public func permutation(epoch: Int) -> [UInt32] { draw(epoch).order }

  private mutating func orders(_ epoch: Int) -> Epoch {
    if let known = cached.first(where: { $0.number == epoch }) { return known }
    // The one before the wanted one may still be in use, any other no longer.
    cached.removeAll { $0.number != epoch - 1 }
    if layout == nil { cached = [] }
    let drawn = draw(epoch)
    cached.append(drawn)
    return drawn
  }

  private func draw(_ epoch: Int) -> Epoch {
    var generator = SplitMix64(seed: seed, stream: UInt64(epoch))
    if let layout {
      let shuffle = StreamingShuffle(layout, generator: &generator)
      return Epoch(number: epoch, order: shuffle.order, arrivals: shuffle.arrivals)
    }
    var order = [UInt32](0..<UInt32(count))
    generator.shuffle(&order)
    let left = leftOut(epoch)
    if !left.isEmpty { order = order.filter { !left.contains($0) } + order.filter(left.contains) }
    return Epoch(number: epoch, order: order, arrivals: [])
  }

  /// The images whose turn it is to be left out of an epoch: they take turns in one random order for all epochs.
  private func leftOut(_ epoch: Int) -> Set<UInt32> {
    let places = count % batchSize
    guard places > 0 else { return [] }
    var turns = [UInt32](0..<UInt32(count))
    var generator = SplitMix64(seed: seed, stream: .max)
    generator.shuffle(&turns)
    let first = epoch % count * places
    return Set((0..<places).map { turns[(first + $0) % count] })
  }
}
