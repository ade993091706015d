import TensorFiles
import Torch

/// One dictionary of tensors in a file of weights, such as the state of a network.
struct WeightsGroup {
  /// The keys that lead to it.
  let place: [String]
  /// The shapes of its tensors by name.
  let shapes: [String: [Int]]
  /// Reads a tensor.
  let read: (_ name: String) throws -> Tensor

  /// Looks for dictionaries of tensors in a value of `torch.save`.
  struct Finder {
    private let file: PyTorchFile
    private(set) var groups: [WeightsGroup] = []
    /// The names at the top that hold anything else.
    private(set) var remarks: Set<String> = []
    private static let largestDepth = 8

    init(_ file: PyTorchFile) { self.file = file }

    mutating func look(at value: PickleValue, place: [String] = []) {
      guard case .dictionary(let entries) = value, place.count < Self.largestDepth else { return }
      var tensors: [String: PickleTensor] = [:]
      for case (.text(let name), let value) in entries {
        switch value {
        case .tensor(let tensor): tensors[name] = tensor
        case .dictionary: if !name.contains("optimizer") { look(at: value, place: place + [name]) }
        default: break
        }
        if place.isEmpty { remarks.insert(name) }
      }
      guard !tensors.isEmpty else { return }
      let (file, found) = (file, tensors)
      groups.append(
        WeightsGroup(place: place, shapes: tensors.mapValues(\.shape)) { name in
          guard let tensor = found[name] else { preconditionFailure("a name of the group") }
          return try file.read(tensor, name: (place + [name]).joined(separator: "."))
        })
    }
  }
}
