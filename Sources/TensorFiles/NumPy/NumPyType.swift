import Torch

/// The element types of NumPy files that can be read.
enum NumPyType: String, CaseIterable {
  case float16 = "<f2"
  case float32 = "<f4"
  case float64 = "<f8"
  case int8 = "|i1"
  case int16 = "<i2"
  case int32 = "<i4"
  case int64 = "<i8"
  case uint8 = "|u1"
  case uint16 = "<u2"
  case uint32 = "<u4"
  case bool = "|b1"

  /// The type that a file's `descr` names; types of one byte may carry any mark of byte order.
  init?(description: String) {
    if let type = NumPyType(rawValue: description) {
      self = type
    } else if description.count == 3, let type = NumPyType(rawValue: "|" + description.dropFirst()) {
      self = type
    } else {
      return nil
    }
  }

  /// The size of one element in bytes.
  var sizeBytes: Int { Int(rawValue.suffix(1)) ?? 0 }

  /// The tensor type with the same bytes, where there is one.
  var tensorType: DType? {
    switch self {
    case .float16: .float16
    case .float32: .float32
    case .float64: .float64
    case .int64: .int64
    case .uint8: .uint8
    case .bool: .bool
    case .int8, .int16, .int32, .uint16, .uint32: nil
    }
  }

  /// The floating-point type that holds every value; of 64-bit integers, every one under 2⁵³.
  var floatingType: DType {
    switch self {
    case .float16, .float32, .int8, .int16, .uint8, .uint16, .bool: .float32
    case .float64, .int32, .int64, .uint32: .float64
    }
  }
}
