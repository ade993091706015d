import Foundation
import Torch

extension PickleTensor {
  /// The tensor, from the bytes of its storage.
  ///
  /// - Throws: ``PickleProblem`` if there are fewer bytes than it needs; `TorchError` if libtorch fails.
  func tensor(in bytes: UnsafeRawBufferPointer) throws -> Tensor {
    guard count > 0 else { return try Tensor.empty(shape, dtype: scalar.dtype) }
    let size = scalar.sizeBytes
    let last = zip(shape, strides).reduce(offset) { $0 + ($1.0 - 1) * $1.1 }
    guard (last + 1) * size <= bytes.count else { throw PickleProblem("its storage is cut off") }
    guard !isContiguous else {
      return try tensor(
        ofValues: UnsafeRawBufferPointer(rebasing: bytes[(offset * size)..<((offset + count) * size)]))
    }
    let gathered = UnsafeMutableRawBufferPointer.allocate(byteCount: count * size, alignment: 16)
    defer { gathered.deallocate() }
    var index = [Int](repeating: 0, count: shape.count)
    var source = offset
    for position in 0..<count {
      for byte in 0..<size { gathered[position * size + byte] = bytes[source * size + byte] }
      for dimension in shape.indices.reversed() {
        index[dimension] += 1
        source += strides[dimension]
        guard index[dimension] == shape[dimension] else { break }
        source -= strides[dimension] * shape[dimension]
        index[dimension] = 0
      }
    }
    return try tensor(ofValues: UnsafeRawBufferPointer(gathered))
  }

  private func tensor(ofValues bytes: UnsafeRawBufferPointer) throws -> Tensor {
    func widened<Value: FixedWidthInteger>(_: Value.Type) throws -> Tensor {
      let values = (0..<count).map {
        Int(Value(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Value>.size, as: Value.self)))
      }
      return try Tensor.from(values, shape: shape)
    }
    return switch scalar {
    case .int32: try widened(Int32.self)
    case .int16: try widened(Int16.self)
    case .int8: try widened(Int8.self)
    default: try Tensor.copying(bytes, shape: shape, dtype: scalar.dtype)
    }
  }
}
