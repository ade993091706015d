/// One view of a batch in host memory: 32-bit floats, `[N, H, W, C]`, without padding.
///
/// It never changes. Its memory serves another batch once the last reference to the buffer is gone, so a tensor that is
/// laid over the memory instead of copying it must keep the buffer alive.
public final class HostBuffer: Sendable {
  /// Images, rows, columns, channels.
  public let shape: [Int]
  private let memory: HostMemory
  private let pool: MemoryPool

  /// Takes over `memory`, of which the first `shape.reduce(1, *)` floats are written, until it goes back to `pool`.
  init(shape: [Int], memory: HostMemory, pool: MemoryPool) {
    precondition(shape.reduce(1, *) <= memory.count, "a buffer fits into its memory")
    self.shape = shape
    self.memory = memory
    self.pool = pool
  }

  deinit { pool.recycle(memory) }

  /// The number of floats.
  public var count: Int { shape.reduce(1, *) }

  /// Reads the floats; the address is aligned to 64 bytes and stays the same for the life of the buffer.
  public func withUnsafeFloats<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(self) { try body(UnsafeBufferPointer(start: memory.floats, count: count)) }
  }

  /// Reads the floats as bytes.
  public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withUnsafeFloats { try body(UnsafeRawBufferPointer($0)) }
  }
}
