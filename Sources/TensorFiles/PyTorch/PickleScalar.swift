import Torch

/// The type of the numbers of a tensor in a file of PyTorch.
package enum PickleScalar: String, Sendable {
  case float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, bool

  /// The classes of storages that older files name instead of types.
  private static let storages: [String: PickleScalar] = [
    "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
    "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8,
    "BoolStorage": .bool, "UntypedStorage": .uint8,
  ]

  init?(storage name: String) {
    guard let scalar = Self.storages[name] else { return nil }
    self = scalar
  }

  var sizeBytes: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// The type that its tensors have here: whole numbers of other sizes are widened.
  var dtype: DType {
    switch self {
    case .float64: .float64
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int64, .int32, .int16, .int8: .int64
    case .uint8: .uint8
    case .bool: .bool
    }
  }
}
