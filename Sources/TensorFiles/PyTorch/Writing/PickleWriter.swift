import Foundation
import Torch

/// Writes plain data as a pickle of protocol 2, which every version of Python and of PyTorch reads.
struct PickleWriter {
  private(set) var data = Data([0x80, 2])
  /// The tensors by the numbers of their storages.
  private(set) var tensors: [Tensor] = []

  private static let storages: [DType: String] = [
    .float32: "FloatStorage", .float64: "DoubleStorage", .float16: "HalfStorage", .bfloat16: "BFloat16Storage",
    .int64: "LongStorage", .uint8: "ByteStorage", .bool: "BoolStorage",
  ]

  init(_ content: PickleContent) throws {
    try write(content)
    op(".")
  }

  private mutating func op(_ code: String) { data.append(contentsOf: code.utf8) }

  private mutating func write(_ content: PickleContent) throws {
    switch content {
    case .none: op("N")
    case .bool(let value): data.append(value ? 0x88 : 0x89)
    case .integer(let value): integer(value)
    case .number(let value):
      op("G")
      withUnsafeBytes(of: value.bitPattern.bigEndian) { data.append(contentsOf: $0) }
    case .text(let text): self.text(text)
    case .list(let items):
      op("](")
      for item in items { try write(item) }
      op("e")
    case .dictionary(let entries):
      op("}(")
      for (key, value) in entries {
        try write(key)
        try write(value)
      }
      op("u")
    case .tensor(let tensor): try self.tensor(tensor)
    }
  }

  private mutating func integer(_ value: Int) {
    if let small = Int32(exactly: value) {
      op("J")
      withUnsafeBytes(of: small.littleEndian) { data.append(contentsOf: $0) }
    } else {
      data.append(contentsOf: [0x8A, 8])
      withUnsafeBytes(of: Int64(value).littleEndian) { data.append(contentsOf: $0) }
    }
  }

  private mutating func text(_ text: String) {
    op("X")
    withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: text.utf8)
  }

  private mutating func tuple(_ values: [Int]) {
    op("(")
    for value in values { integer(value) }
    op("t")
  }

  /// `torch._utils._rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())`.
  private mutating func tensor(_ tensor: Tensor) throws {
    guard let storage = Self.storages[try tensor.dtype] else { preconditionFailure("every type has a storage") }
    op("ctorch._utils\n_rebuild_tensor_v2\n((")
    text("storage")
    op("ctorch\n\(storage)\n")
    text(String(tensors.count))
    text("cpu")
    integer(tensor.elementCount)
    op("tQ")
    integer(0)
    tuple(tensor.shape)
    var strides = [Int](repeating: 1, count: tensor.shape.count)
    for dimension in strides.indices.dropLast().reversed() {
      strides[dimension] = strides[dimension + 1] * max(tensor.shape[dimension + 1], 1)
    }
    tuple(strides)
    data.append(0x89)
    op("ccollections\nOrderedDict\n)RtR")
    tensors.append(tensor)
  }
}
