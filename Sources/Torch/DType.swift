import CTorch

/// The type of a tensor's elements.
public enum DType: String, Sendable, CaseIterable {
  case uint8, int64, float32, float64, bfloat16, float16, bool

  /// The size of one element in bytes.
  public var sizeBytes: Int {
    switch self {
    case .uint8, .bool: 1
    case .bfloat16, .float16: 2
    case .float32: 4
    case .int64, .float64: 8
    }
  }

  var native: ct_dtype {
    switch self {
    case .uint8: CT_UINT8
    case .int64: CT_INT64
    case .float32: CT_FLOAT32
    case .float64: CT_FLOAT64
    case .bfloat16: CT_BFLOAT16
    case .float16: CT_FLOAT16
    case .bool: CT_BOOL
    }
  }

  init(_ native: ct_dtype) {
    switch native {
    case CT_UINT8: self = .uint8
    case CT_INT64: self = .int64
    case CT_FLOAT64: self = .float64
    case CT_BFLOAT16: self = .bfloat16
    case CT_FLOAT16: self = .float16
    case CT_BOOL: self = .bool
    default: self = .float32
    }
  }
}
