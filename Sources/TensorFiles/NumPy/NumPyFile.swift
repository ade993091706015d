import Files
import Foundation
import Torch

/// Arrays in NumPy's `.npy` format, versions 1 to 3 (NumPy Enhancement Proposal 1).
public enum NumPyFile {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads an array, in row-major order, as float32 or, where that would lose digits, as float64.
  ///
  /// The file may hold little-endian floats of 16, 32 or 64 bits, integers or booleans, in C or Fortran order. Nothing
  /// in it is trusted or executed; files of Python objects are refused.
  ///
  /// - Throws: `FileError`: `damaged` if a length, type or shape in it is impossible or not supported.
  public static func read(_ path: String) throws -> Tensor {
    let data = try readFile(path)
    do {
      return try withoutGradients { try data.withUnsafeBytes { try decode($0) } }
    } catch let problem as NumPyHeader.Problem {
      throw FileError(.damaged, "\(path) is not a usable NumPy file: \(problem.description)")
    }
  }

  /// Writes a tensor in its own element type (bfloat16 as float32), whole or not at all.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  public static func write(_ tensor: Tensor, to path: String) throws {
    try withoutGradients {
      let plain = try tensor.detach().to(.cpu)
      let values = try plain.dtype == .bfloat16 ? plain.to(.float32) : plain
      let dtype = try values.dtype
      guard let type = NumPyType.allCases.first(where: { $0.tensorType == dtype }) else {
        preconditionFailure("every tensor type but bfloat16 has a NumPy type")
      }
      let header = encode(NumPyHeader(type: type.rawValue, isFortranOrder: false, shape: values.shape))
      try AtomicFile.write(to: path) { append in
        try header.withUnsafeBytes { try append($0) }
        for piece in try pieces(values) {
          let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: piece.elementCount * type.sizeBytes, alignment: 16)
          defer { buffer.deallocate() }
          try piece.copyBytes(to: buffer)
          try append(UnsafeRawBufferPointer(buffer))
        }
      }
    }
  }

  /// The tensor in pieces of some 16 MB along its first dimension, so that writing needs no second copy of it.
  private static func pieces(_ tensor: Tensor) throws -> [Tensor] {
    guard tensor.dimensionCount > 0, tensor.elementCount > 0 else { return [tensor] }
    let rows = tensor.size(0)
    let rowsPerPiece = max(1, (2 << 20) / (tensor.elementCount / rows))
    return try stride(from: 0, to: rows, by: rowsPerPiece).map {
      try tensor.narrow(start: $0, length: min(rowsPerPiece, rows - $0))
    }
  }

  /// Passes on what stands before the values of an array.
  static func appendHeader(_ type: NumPyType, shape: [Int], _ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    try appendHeader(type: type.rawValue, shape: shape, append)
  }

  /// The same for elements of any type, named as NumPy does.
  static func appendHeader(type: String, shape: [Int], _ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    try encode(NumPyHeader(type: type, isFortranOrder: false, shape: shape)).withUnsafeBytes { try append($0) }
  }

  private static func encode(_ header: NumPyHeader) -> [UInt8] {
    var text = Array(header.text.utf8)
    // Version 1 holds 65,535 bytes, and 64 dimensions take a small part of that. Values start at a multiple of 64.
    let lengthSoFar = magic.count + 4 + text.count + 1
    text += [UInt8](repeating: UInt8(ascii: " "), count: (64 - lengthSoFar % 64) % 64) + [UInt8(ascii: "\n")]
    return magic + [1, 0] + [UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
  }

  /// The description of the array that the bytes of a file begin with, and where its values start.
  ///
  /// - Throws: `NumPyHeader.Problem` if they are no usable file.
  static func header(_ bytes: UnsafeRawBufferPointer) throws -> (header: NumPyHeader, start: Int) {
    typealias Problem = NumPyHeader.Problem
    guard bytes.starts(with: magic) else { throw Problem(description: "it does not begin as one") }
    guard bytes.count >= 10 else { throw Problem(description: "it is cut off") }
    let headerStart: Int
    let headerCount: Int
    switch bytes[6] {
    case 1:
      headerStart = 10
      headerCount = Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
    case 2, 3:
      headerStart = 12
      guard bytes.count >= headerStart else { throw Problem(description: "it is cut off") }
      headerCount = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
    default: throw Problem(description: "its version \(bytes[6]) is not known; 1 to 3 are")
    }
    guard headerCount <= bytes.count - headerStart else { throw Problem(description: "it is cut off") }
    let start = headerStart + headerCount
    return (try NumPyHeader(parsing: bytes[headerStart..<start]), start)
  }

  /// The array that the bytes of a file hold.
  ///
  /// - Throws: `NumPyHeader.Problem` if they are no usable file.
  static func decode(_ bytes: UnsafeRawBufferPointer) throws -> Tensor {
    typealias Problem = NumPyHeader.Problem
    let (header, start) = try header(bytes)
    guard let type = NumPyType(description: header.type) else { throw Problem(description: unsupported(header.type)) }

    // libtorch multiplies the extents that are not zero even if one of them is.
    var (byteCount, isTooLarge) = (type.sizeBytes, false)
    for extent in header.shape where extent > 0 {
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: extent)
      isTooLarge = isTooLarge || overflow
      byteCount = product
    }
    guard !isTooLarge else { throw Problem(description: "its shape is impossibly large") }
    if header.shape.contains(0) { byteCount = 0 }
    guard byteCount <= bytes.count - start else {
      throw Problem(
        description: "it is cut off: \(byteCount) bytes of values are announced, \(bytes.count - start) are there")
    }
    guard byteCount == bytes.count - start else {
      throw Problem(description: "\(bytes.count - start - byteCount) bytes follow its values")
    }
    return try tensor(
      UnsafeRawBufferPointer(rebasing: bytes[start...]), type: type, shape: header.shape,
      isFortranOrder: header.isFortranOrder)
  }

  private static func unsupported(_ type: String) -> String {
    switch type.first {
    case ">": "its values are big-endian (\(type)); save it with .astype('<\(type.dropFirst())')"
    case "|" where type.dropFirst().first == "O": "it holds Python objects, which are never loaded; save plain numbers"
    default: "its element type \(type) is not supported; save it with .astype('<f4')"
    }
  }

  private static func tensor(
    _ bytes: UnsafeRawBufferPointer, type: NumPyType, shape: [Int], isFortranOrder: Bool
  ) throws -> Tensor {
    // Fortran order is C order with the dimensions reversed.
    let stored = isFortranOrder ? shape.reversed() : shape
    let values =
      switch type {
      case .int8: try converted(bytes, from: Int8.self, shape: stored) { Float($0) }
      case .int16: try converted(bytes, from: Int16.self, shape: stored) { Float(Int16(littleEndian: $0)) }
      case .uint16: try converted(bytes, from: UInt16.self, shape: stored) { Float(UInt16(littleEndian: $0)) }
      case .int32:
        try converted(bytes, from: Int32.self, shape: stored) { Double(Int32(littleEndian: $0)) }
      case .uint32:
        try converted(bytes, from: UInt32.self, shape: stored) { Double(UInt32(littleEndian: $0)) }
      case .bool: try converted(bytes, from: UInt8.self, shape: stored) { Float($0 == 0 ? 0 : 1) }
      case .float16, .float32, .float64, .int64, .uint8:
        try Tensor.copying(bytes, shape: stored, dtype: type.tensorType ?? .uint8).to(type.floatingType)
      }
    guard isFortranOrder else { return values }
    return try values.permute(Array(shape.indices.reversed())).contiguous()
  }

  private static func converted<Stored: BitwiseCopyable, Value: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, from: Stored.Type, shape: [Int], _ value: (Stored) -> Value
  ) throws -> Tensor {
    let size = MemoryLayout<Stored>.size
    let values = stride(from: 0, to: bytes.count, by: size).map { offset in
      value(bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self))
    }
    return try values.withUnsafeBytes {
      try Tensor.copying($0, shape: shape, dtype: Value.self == Float.self ? .float32 : .float64)
    }
  }
}
