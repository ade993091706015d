import Augmentation
import Datasets
import Dispatch
import Images
import Synchronization

/// The speed of making the views of images in memory, and of decoding them alone.
struct ViewsMeasurement {
  /// The images, as files' bytes or pixels.
  let sources: [ImageSource]
  let recipe: TwoViewRecipe
  let channels: Int
  let threads: Int
  let seed: UInt64

  init(_ sources: [ImageSource], recipe: TwoViewRecipe, channels: Int, threads: Int, seed: UInt64) {
    self.sources = sources
    self.recipe = recipe
    self.channels = channels
    self.threads = threads
    self.seed = seed
  }

  /// Takes at most `count` images of a data set, evenly spread over it.
  init(_ dataset: any ImageDataset, count: Int, recipe: TwoViewRecipe, threads: Int, seed: UInt64) throws {
    let taken = min(count, dataset.count)
    self.init(
      try (0..<taken).map { try dataset.source(at: $0 * dataset.count / taken) }, recipe: recipe,
      channels: dataset.channels, threads: threads, seed: seed)
  }

  /// Whether there are files to be decoded.
  var isEncoded: Bool {
    sources.contains { if case .encoded = $0 { true } else { false } }
  }

  /// Makes the views of every image once.
  func renderAll(epoch: Int) throws {
    try inParallel { first in
      let renderer = try ViewRenderer(recipe: recipe, channels: channels)
      let memory = memory
      defer { memory.deallocate() }
      for index in stride(from: first, to: sources.count, by: threads) {
        try renderer.render(sources[index], seed: seed, epoch: epoch, index: index, views: recipe.viewCount) {
          target(of: $0, in: memory)
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
    let memory = memory
    defer { memory.deallocate() }
    for (index, source) in sources.enumerated() {
      try renderer.measure(source, seed: seed, epoch: epoch, index: index, times: &times) { target(of: $0, in: memory) }
    }
    return times
  }

  /// New memory for the largest view, which each view of an image is written to in turn.
  private var memory: UnsafeMutableRawBufferPointer {
    let bytes = (0..<recipe.viewCount).map(byteCount).max() ?? 0
    return UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 64)
  }

  private func byteCount(ofView view: Int) -> Int {
    let side = recipe.imageSize(ofView: view)
    return side * side * channels * MemoryLayout<Float>.size
  }

  private func target(of view: Int, in memory: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: memory[..<byteCount(ofView: view)])
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
