/// A block of uninitialized memory for 32-bit floats, aligned for vector instructions.
///
/// `@unchecked Sendable` because it is plain memory. The invariant: while a batch is made, each thread writes only to the
/// rows of the items that it claimed, and no item is claimed twice; from then on a `HostBuffer` owns the block and nobody
/// writes, until the buffer is gone and the block returns to its pool. Claims and hand-overs go through one lock.
final class HostMemory: @unchecked Sendable {
  /// The first float.
  let floats: UnsafeMutablePointer<Float>
  /// The number of floats.
  let count: Int

  /// Allocates `count` floats.
  init(count: Int) {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    floats = raw.bindMemory(to: Float.self, capacity: count)
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(floats).deallocate() }

  /// The `length` floats of item `position`.
  func row(_ position: Int, length: Int) -> UnsafeMutableBufferPointer<Float> {
    precondition(position >= 0 && (position + 1) * length <= count, "a row lies inside its block")
    return UnsafeMutableBufferPointer(start: floats + position * length, count: length)
  }
}
