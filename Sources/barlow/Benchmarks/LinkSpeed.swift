import Distributed
import Foundation
import Torch

/// What it takes to send something to the other processes of a group.
struct LinkSpeed {
  /// The time of the smallest sum, in seconds.
  let latency: Double
  /// What each process sends in a second for a large sum.
  let bytesPerSecond: Double

  /// Measures sums; every process of the group calls it.
  init(measuring group: ProcessGroup) throws {
    func seconds(_ elements: Int, times: Int) throws -> Double {
      let tensor = try Tensor.full([elements], 0)
      // The slowest that is usual: half of them are faster.
      return try Measurement(runs: times) { try group.sum([tensor], as: .agreement) }.median
    }
    latency = try seconds(1, times: 30)
    let elements = 4 << 20
    let sent = 2 * 4 * Double(elements) * Double(group.size - 1) / Double(group.size)
    bytesPerSecond = sent / max(try seconds(elements, times: 7) - latency, 1e-9)
  }
}
