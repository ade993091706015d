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

  static let names: [(dtype: DType, name: String)] = [
    (.float32, "F32"), (.float64, "F64"), (.bfloat16, "BF16"), (.float16, "F16"), (.int64, "I64"), (.uint8, "U8"),
    (.bool, "BOOL"),
  ]

  /// Reads a whole file.
  ///
  /// - Throws: `FileError`: `damaged` if any length, offset, type or shape in it is impossible.
  public init(contentsOf path: String) throws {
    let data = try readFile(path)
    let index = try data.withUnsafeBytes { try SafetensorsIndex($0, path: path) }
    metadata = index.metadata
    tensors = try index.entries.mapValues { entry in
      try data.withUnsafeBytes {
        try Tensor.copying(
          UnsafeRawBufferPointer(rebasing: $0[entry.bytes]), shape: entry.shape, dtype: entry.dtype)
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
  ///   - alignment: The values of the first array start at a multiple of so many bytes.
  ///   - largestHeader: The most bytes that the index may have.
  ///   - values: Asked for each array in turn: passes on as many bytes as the array has.
  /// - Throws: As ``write(to:)``; what `values` throws.
  package static func write(
    _ arrays: [Announced], metadata: [String: String], to path: String, alignment: Int = 8,
    largestHeader: Int = Self.largestHeader,
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
    // So that readers can map them; the length of the index, 8 bytes, stands before it.
    let surplus = (header.count + 8) % alignment
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: surplus == 0 ? 0 : alignment - surplus))
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
