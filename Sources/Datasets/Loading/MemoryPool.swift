import Foundation
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

  /// Makes sure that the system has the address space for `count` batches, since a block that cannot be had ends the process.
  ///
  /// - Throws: `inputOutput` if it has not.
  static func requireMemory(batches count: Int, bytesPerBatch: Int) throws(DatasetError) {
    guard let memory = malloc(max(bytesPerBatch * count, 1)) else {
      throw DatasetError(
        .inputOutput,
        "\(count) batches of images take \(bytesPerBatch * count >> 20) MiB of memory, which the system refuses; "
          + "use smaller batches or images", isExhaustion: true)
    }
    free(memory)
  }

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
