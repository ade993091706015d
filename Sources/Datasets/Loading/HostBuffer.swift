import Augmentation

/// One view of a batch in host memory: floats of 32 or 16 bits, `[N, H, W, C]`, without padding.
///
/// It never changes. Its memory serves another batch once the last reference to the buffer is gone, so a tensor that is
/// laid over the memory instead of copying it must keep the buffer alive.
public final class HostBuffer: Sendable {
  /// Images, rows, columns, channels.
  public let shape: [Int]
  /// The number format of the values.
  public let element: ViewElement
  private let memory: HostMemory
  private let pool: MemoryPool

  /// Takes over `memory`, of which the first `shape.reduce(1, *)` values are written, until it goes back to `pool`.
  init(shape: [Int], element: ViewElement, memory: HostMemory, pool: MemoryPool) {
    self.shape = shape
    self.element = element
    self.memory = memory
    self.pool = pool
    precondition(count * element.byteCount <= memory.bytes.count, "a buffer fits into its memory")
  }

  deinit { pool.recycle(memory) }

  /// The number of values.
  public var count: Int { shape.reduce(1, *) }

  /// Reads the values as bytes; the address is aligned to 64 bytes and stays the same for the life of the buffer.
  public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(self) {
      try body(UnsafeRawBufferPointer(rebasing: memory.bytes[..<(count * element.byteCount)]))
    }
  }

  /// Reads the values of a buffer of 32-bit floats.
  public func withUnsafeFloats<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    precondition(element == .float32, "only a buffer of 32-bit floats holds floats")
    return try withUnsafeBytes { try $0.withMemoryRebound(to: Float.self) { try body($0) } }
  }
}
