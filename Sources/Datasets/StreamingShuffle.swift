import Randomness

/// The order in which a shuffle buffer lets images out that are read from front to back.
///
/// The files come in random order, some of them at a time, of which each next image is taken at random; the images go
/// through a buffer, from which one is drawn at random when the next one comes in. Nothing is read here: since the order
/// is computed from the places of the images alone, any batch of it can be made at any time, by any thread.
struct StreamingShuffle {
  /// How many files are read from at a time, so that neighbours of one file, perhaps all of one class, are spread.
  static let concurrentRuns = 16

  /// The images as they are read.
  private(set) var arrivals: [UInt32] = []
  /// The images as they are used.
  private(set) var order: [UInt32] = []

  /// Draws the order of one epoch.
  init(_ layout: StorageLayout, generator: inout SplitMix64) {
    let count = layout.runs.reduce(0) { $0 + $1.count }
    arrivals.reserveCapacity(count)
    read(layout.runs.filter { !$0.isEmpty }, generator: &generator)
    order.reserveCapacity(count)
    var buffer = Array(arrivals.prefix(layout.bufferCount))
    for image in arrivals.dropFirst(layout.bufferCount) {
      let position = Int(generator.next(below: UInt64(buffer.count)))
      order.append(buffer[position])
      buffer[position] = image
    }
    generator.shuffle(&buffer)
    order += buffer
  }

  private mutating func read(_ runs: [Range<Int>], generator: inout SplitMix64) {
    var waiting = runs
    generator.shuffle(&waiting)
    var open = Array(waiting.suffix(Self.concurrentRuns))
    waiting.removeLast(open.count)
    while !open.isEmpty {
      let position = Int(generator.next(below: UInt64(open.count)))
      let run = open[position]
      arrivals.append(UInt32(run.lowerBound))
      if run.count > 1 {
        open[position] = (run.lowerBound + 1)..<run.upperBound
      } else if let next = waiting.popLast() {
        open[position] = next
      } else {
        open.swapAt(position, open.count - 1)
        open.removeLast()
      }
    }
  }
}
