import Foundation

/// What a file of PyTorch keeps around its values: one pickle, and blocks of bytes that tensors refer to.
protocol PyTorchContainer {
  /// The value of the pickle.
  var value: PickleValue { get }
  /// Calls `body` with the bytes of a storage.
  func withStorage<Result>(_ storage: PickleTensor.Storage, _ body: (UnsafeRawBufferPointer) throws -> Result) throws
    -> Result
}

extension PyTorchContainer {
  /// The storage that a pickle refers to by ("storage", type, key, device, number of values, …).
  static func storage(_ parts: [PickleElement]) throws -> PickleTensor.Storage {
    guard parts.count >= 5, parts[0].text == "storage", case .global(.storage(let scalar)) = parts[1],
      let key = parts[2].text, let count = parts[4].integer, count >= 0, count <= Int.max / 8
    else { throw PickleProblem("it refers to a storage in an unknown way") }
    return PickleTensor.Storage(key: key, scalar: scalar, count: count)
  }
}
