import Foundation

/// What `torch.save` wrote before PyTorch 1.6, and writes on request: five pickles, and the storages one after the other.
struct LegacyPyTorchContainer: PyTorchContainer {
  /// How such a file begins: the first pickle is a number that stands for the format.
  static let signature: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]

  let value: PickleValue
  private let data: Data
  private let places: [String: Range<Int>]

  init(_ data: Data) throws {
    // Which types storages have is said by those who refer to them.
    final class Types { var scalars: [String: PickleScalar] = [:] }
    let types = Types()
    (value, places) = try data.withUnsafeBytes { bytes in
      var position = Self.signature.count
      func next() throws -> PickleValue {
        try PickleMachine.value(in: bytes, at: &position) { parts in
          let storage = try Self.storage(parts)
          if parts.count > 5 {
            guard case .none = parts[5] else {
              throw PickleProblem("it has views of storages, as PyTorch before 0.4 wrote", isUnsupported: true)
            }
          }
          types.scalars[storage.key] = storage.scalar
          return .storage(storage)
        }
      }
      guard case .integer(1001) = try next() else {
        throw PickleProblem("it has an unknown version of torch.save", isUnsupported: true)
      }
      guard case .bool(true)? = try next()["little_endian"] else {
        throw PickleProblem("its numbers have the highest byte first", isUnsupported: true)
      }
      let value = try next()
      guard case .list(let keys) = try next() else { throw PickleProblem("it does not list its storages") }
      var places: [String: Range<Int>] = [:]
      var rest = PickleBytes(bytes, at: position)
      for case .text(let key) in keys {
        let count = try rest.integer(Int64.self)
        guard let scalar = types.scalars[key] else { throw PickleProblem("it has a storage that nothing refers to") }
        let (size, overflow) = count.multipliedReportingOverflow(by: scalar.sizeBytes)
        guard !overflow else { throw PickleProblem("a storage is impossibly large") }
        let start = rest.position
        _ = try rest.take(size)
        places[key] = start..<rest.position
      }
      return (value, places)
    }
    self.data = data
  }

  func withStorage<Result>(_ storage: PickleTensor.Storage, _ body: (UnsafeRawBufferPointer) throws -> Result) throws
    -> Result
  {
    guard let place = places[storage.key] else { throw PickleProblem("it lacks the storage \(storage.key)") }
    return try data.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[place])) }
  }
}
