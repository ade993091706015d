import Files
import Foundation
import Torch

/// A file of named tensors in the safetensors format: no code, only a JSON index and raw values.
public struct Safetensors {
  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// Free text by key.
  public var metadata: [String: String]

  public init(tensors: [String: Tensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// What readers of the format take: 100 MB, as its specification says.
  package static let largestHeader = 100_000_000

  private static let names: [(dtype: DType, name: String)] = [
    (.float32, "F32"), (.float64, "F64"), (.bfloat16, "BF16"), (.float16, "F16"), (.int64, "I64"), (.uint8, "U8"),
    (.bool, "BOOL"),
  ]

  /// Reads a whole file.
  ///
  /// - Throws: `FileError`: `damaged` if any length, offset, type or shape in it is impossible.
  public init(contentsOf path: String) throws {
    let data = try readFile(path)
    func damaged(_ reason: String) -> FileError {
      FileError(.damaged, "\(path) is not a usable safetensors file: \(reason)")
    }
    guard data.count >= 8 else { throw damaged("it is cut off") }
    let headerCount = data.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self).littleEndian }
    guard headerCount <= UInt64(data.count - 8) else { throw damaged("it is cut off, or something else") }
    guard headerCount <= UInt64(Self.largestHeader) else { throw damaged("its index has more than 100 MB") }
    let start = 8 + Int(headerCount)
    guard let index = try? JSONSerialization.jsonObject(with: data[8..<start]) as? [String: Any] else {
      throw damaged("its index cannot be read")
    }
    metadata = index["__metadata__"] as? [String: String] ?? [:]
    tensors = [:]
    for (name, entry) in index where name != "__metadata__" {
      guard let entry = entry as? [String: Any], let type = entry["dtype"] as? String,
        let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int], offsets.count == 2,
        shape.allSatisfy({ $0 >= 0 })
      else { throw damaged("the entry \(name) is malformed") }
      guard let dtype = Self.names.first(where: { $0.name == type })?.dtype else {
        throw damaged("\(name) has the type \(type), which is not supported")
      }
      var byteCount = dtype.sizeBytes
      for extent in shape {
        let (product, overflow) = byteCount.multipliedReportingOverflow(by: extent)
        guard !overflow else { throw damaged("\(name) is impossibly large") }
        byteCount = product
      }
      guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= data.count - start,
        offsets[1] - offsets[0] == byteCount
      else { throw damaged("\(name) does not lie inside the file, which may be cut off") }
      tensors[name] = try data.withUnsafeBytes {
        try Tensor.copying(
          UnsafeRawBufferPointer(rebasing: $0[(start + offsets[0])..<(start + offsets[1])]), shape: shape, dtype: dtype)
      }
    }
  }

  /// Writes the file, whole or not at all; equal content gives equal bytes.
  ///
  /// - Throws: `FileError` if it cannot be written, of kind `usage` if names and metadata are more than the format takes.
  public func write(to path: String) throws { try write(to: path, largestHeader: Self.largestHeader) }

  /// Writes the file with an index of at most so many bytes.
  func write(to path: String, largestHeader: Int) throws {
    let arrays = try tensors.sorted { $0.key < $1.key }.map {
      Announced(name: $0.key, dtype: try $0.value.dtype, shape: $0.value.shape)
    }
    try Self.write(arrays, metadata: metadata, to: path, largestHeader: largestHeader) { name, append in
      guard let tensor = tensors[name] else { return }
      let byteCount = try tensor.elementCount * tensor.dtype.sizeBytes
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
      defer { buffer.deallocate() }
      try tensor.copyBytes(to: buffer)
      try append(UnsafeRawBufferPointer(buffer))
    }
  }

  /// An array whose values follow.
  package struct Announced {
    package let name: String
    package let dtype: DType
    package let shape: [Int]

    package init(name: String, dtype: DType, shape: [Int]) {
      (self.name, self.dtype, self.shape) = (name, dtype, shape)
    }
  }

  /// Writes a file whose values need not be in memory, whole or not at all.
  ///
  /// - Parameters:
  ///   - arrays: The arrays in the order of their names.
  ///   - metadata: Free text by key.
  ///   - path: Where to.
  ///   - largestHeader: The most bytes that the index may have.
  ///   - values: Asked for each array in turn: passes on as many bytes as the array has.
  /// - Throws: As ``write(to:)``; what `values` throws.
  package static func write(
    _ arrays: [Announced], metadata: [String: String], to path: String, largestHeader: Int = Self.largestHeader,
    values: @escaping (_ name: String, _ append: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    var index: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
    var offset = 0
    for array in arrays {
      let byteCount = array.shape.reduce(array.dtype.sizeBytes, *)
      index[array.name] = [
        "dtype": names.first { $0.dtype == array.dtype }?.name ?? "", "shape": array.shape,
        "data_offsets": [offset, offset + byteCount],
      ]
      offset += byteCount
    }
    var header = try JSONSerialization.data(withJSONObject: index, options: [.sortedKeys, .withoutEscapingSlashes])
    // Values start at a multiple of 8 bytes, so that readers can map them.
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    guard header.count <= largestHeader else { throw tooLarge(path, header: header.count, most: largestHeader) }
    try AtomicFile.write(to: path) { append in
      try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try append($0) }
      try header.withUnsafeBytes { try append($0) }
      for array in arrays { try values(array.name, append) }
    }
  }

  /// The error for names and metadata that the format has no room for.
  static func tooLarge(_ path: String, header: Int, most: Int = largestHeader) -> FileError {
    FileError(
      .usage,
      "\(path) would need an index of \(header) bytes, and safetensors allows \(most); write .npy, .npz or .csv")
  }
}
