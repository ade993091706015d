import Augmentation
import Datasets
import Dispatch
import Images
import Synchronization

/// The speed of making view pairs from images in memory, and of decoding them alone.
struct ViewsMeasurement {
  /// The images, as files' bytes or pixels.
  let sources: [ImageSource]
  let recipe: TwoViewRecipe
  let channels: Int
  let threads: Int
  let seed: UInt64

  /// Takes at most `count` images of a data set, evenly spread over it; those that cannot be read are left out.
  init(_ dataset: any ImageDataset, count: Int, recipe: TwoViewRecipe, threads: Int, seed: UInt64) throws {
    self.recipe = recipe
    self.threads = threads
    self.seed = seed
    channels = dataset.channels
    let taken = min(count, dataset.count)
    sources = try (0..<taken).map { try dataset.source(at: $0 * dataset.count / taken) }
  }

  /// Whether there are files to be decoded.
  var isEncoded: Bool {
    sources.contains { if case .encoded = $0 { true } else { false } }
  }

  /// Makes both views of every image once.
  func renderAll(epoch: Int) throws {
    try inParallel { first in
      let renderer = try ViewRenderer(recipe: recipe, channels: channels)
      try Self.withTargets(renderer) { a, b in
        for index in stride(from: first, to: sources.count, by: threads) {
          try renderer.render(sources[index], seed: seed, epoch: epoch, index: index, into: a, b)
        }
      }
    }
  }

  /// Decodes every image once, whole and at full size, as libjpeg-turbo does it for any program.
  func decodeAll() throws {
    try inParallel { first in
      let decoder = ImageDecoder()
      for index in stride(from: first, to: sources.count, by: threads) {
        guard case .encoded(let bytes) = sources[index] else { continue }
        try bytes.withUnsafeBytes { bytes in
          _ = try decoder.decodeRegion(of: bytes, channels: channels) { RegionRequest(region: PixelRegion(whole: $0)) }
        }
      }
    }
  }

  /// The time of each stage over all images, on one thread.
  func stageTimes(epoch: Int) throws -> ViewStageTimes {
    var times = ViewStageTimes()
    let renderer = try ViewRenderer(recipe: recipe, channels: channels)
    try Self.withTargets(renderer) { a, b in
      for (index, source) in sources.enumerated() {
        try renderer.measure(source, seed: seed, epoch: epoch, index: index, into: a, b, times: &times)
      }
    }
    return times
  }

  private static func withTargets(
    _ renderer: ViewRenderer,
    _ body: (UnsafeMutableBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: 2 * renderer.valuesPerView)
    defer { memory.deallocate() }
    let (a, b) = (memory[..<renderer.valuesPerView], memory[renderer.valuesPerView...])
    try body(UnsafeMutableBufferPointer(rebasing: a), UnsafeMutableBufferPointer(rebasing: b))
  }

  /// Calls `body` with 0, 1, … on as many threads; throws the first error of the lowest.
  private func inParallel(_ body: @Sendable (Int) throws -> Void) throws {
    guard threads > 1 else { return try body(0) }
    let errors = Mutex<[Int: any Error]>([:])
    DispatchQueue.concurrentPerform(iterations: threads) { number in
      do { try body(number) } catch { errors.withLock { $0[number] = error } }
    }
    if let error = errors.withLock({ $0.min { $0.key < $1.key }?.value }) { throw error }
  }
}
