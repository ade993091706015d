/// A block of uninitialized memory for the values of a view, aligned for vector instructions.
///
/// `@unchecked Sendable` because it is plain memory. The invariant: while a batch is made, each thread writes only to the
/// rows of the items that it claimed, and no item is claimed twice; from then on a `HostBuffer` owns the block and nobody
/// writes, until the buffer is gone and the block returns to its pool. Claims and hand-overs go through one lock.
final class HostMemory: @unchecked Sendable {
  /// The whole block.
  let bytes: UnsafeMutableRawBufferPointer

  /// Allocates `byteCount` bytes.
  init(byteCount: Int) {
    bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
  }

  deinit { bytes.deallocate() }

  /// The `length` bytes of item `position`.
  func row(_ position: Int, length: Int) -> UnsafeMutableRawBufferPointer {
    precondition(position >= 0 && (position + 1) * length <= bytes.count, "a row lies inside its block")
    return UnsafeMutableRawBufferPointer(rebasing: bytes[(position * length)..<((position + 1) * length)])
  }
}
