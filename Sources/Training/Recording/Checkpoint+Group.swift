import Distributed
import Foundation
import Runs
import Torch

extension Checkpoint {
  /// What the tensors of a state are, and where it stands.
  private struct Contents: Codable {
    struct Entry: Codable {
      let name: String
      let shape: [Int]
      let isInteger: Bool
    }

    let network: [Entry]
    let optimizer: [Entry]
    let position: TrainingPosition
  }

  /// The state of the process that owns the run, for all: it alone need see the run's files.
  ///
  /// - Parameters:
  ///   - own: The state of the owner; the others give nil.
  ///   - group: The processes.
  /// - Returns: The state.
  /// - Throws: `ProcessGroupError` if one is gone.
  static func shared(_ own: Checkpoint?, in group: ProcessGroup) throws -> Checkpoint {
    let words = try group.broadcast(own.map { try JSONEncoder().encode($0.contents()) } ?? Data())
    let contents = try JSONDecoder().decode(Contents.self, from: words)
    func tensors(_ entries: [Contents.Entry], _ own: [String: Tensor]?) throws -> [String: Tensor] {
      var result: [String: Tensor] = [:]
      for entry in entries {
        let tensor =
          try own?[entry.name] ?? Tensor.empty(entry.shape, dtype: entry.isInteger ? .int64 : .float32)
        try withoutGradients { try group.broadcast([tensor.detach()]) }
        result[entry.name] = tensor
      }
      return result
    }
    return Checkpoint(
      network: try tensors(contents.network, own?.network),
      optimizer: try tensors(contents.optimizer, own?.optimizer), position: contents.position)
  }

  private func contents() throws -> Contents {
    func entries(_ tensors: [String: Tensor]) throws -> [Contents.Entry] {
      try tensors.sorted { $0.key < $1.key }
        .map { Contents.Entry(name: $0.key, shape: $0.value.shape, isInteger: try $0.value.dtype == .int64) }
    }
    return Contents(network: try entries(network), optimizer: try entries(optimizer), position: position)
  }
}
