import Synchronization

/// Blocks of one size that are used again, so that a warm loader allocates nothing large.
final class MemoryPool: Sendable {
  private let bytesPerBlock: Int
  private let idle = Mutex<[HostMemory]>([])
  private let allocated = Atomic<Int>(0)

  /// Makes blocks of `bytesPerBlock` bytes.
  init(bytesPerBlock: Int) { self.bytesPerBlock = bytesPerBlock }

  /// The number of blocks that were ever allocated.
  var allocatedBlocks: Int { allocated.load(ordering: .relaxed) }

  /// A block that nobody else has.
  func take() -> HostMemory {
    if let memory = idle.withLock({ $0.popLast() }) { return memory }
    allocated.add(1, ordering: .relaxed)
    return HostMemory(byteCount: bytesPerBlock)
  }

  /// Gives a block back.
  func recycle(_ memory: HostMemory) {
    idle.withLock { $0.append(memory) }
  }
}
