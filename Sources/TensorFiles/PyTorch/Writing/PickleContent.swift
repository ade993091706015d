import Torch

/// What is written into a file of PyTorch: plain data and tensors.
package indirect enum PickleContent {
  case none
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([PickleContent])
  /// In this order.
  case dictionary([(key: PickleContent, value: PickleContent)])
  case tensor(Tensor)

  /// The state of a network, by name.
  package static func state(_ tensors: [String: Tensor]) -> PickleContent {
    .dictionary(tensors.sorted { $0.key < $1.key }.map { (.text($0.key), .tensor($0.value)) })
  }

  /// A dictionary whose keys are texts.
  package static func named(_ entries: KeyValuePairs<String, PickleContent>) -> PickleContent {
    .dictionary(entries.map { (.text($0.key), $0.value) })
  }
}
