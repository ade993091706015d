import TensorFiles
import Torch

/// The arrays of a file of kept features, piece by piece.
struct CachedColumns {
  private let rows: any EmbeddingRows
  private let indices: [Int]
  private let nameBytes: Int

  /// So many rows of small columns at a time.
  private static let rowsPerPiece = 1 << 14

  init(_ rows: any EmbeddingRows, indices: [Int]) {
    (self.rows, self.indices) = (rows, indices)
    nameBytes = (0..<rows.count).reduce(0) { $0 + rows.name(at: $1).utf8.count + 1 }
  }

  private func announced(_ name: String) -> Safetensors.Announced {
    switch name {
    case "features": Safetensors.Announced(name: name, dtype: .float32, shape: [rows.count, rows.dimension])
    // Each with a zero behind it.
    case "names": Safetensors.Announced(name: name, dtype: .uint8, shape: [nameBytes])
    default: Safetensors.Announced(name: name, dtype: .int64, shape: [rows.count])
    }
  }

  /// The arrays as a digest takes them.
  var inOrderOfDigest: [Safetensors.Announced] { ["features", "labels", "indices", "names"].map(announced) }

  /// The arrays as a file has them.
  var inOrderOfNames: [Safetensors.Announced] { ["features", "indices", "labels", "names"].map(announced) }

  /// Passes on the values of an array.
  func append(_ name: String, _ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    if name == "features" {
      try rows.forEachPiece { piece in
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: piece.elementCount * 4, alignment: 16)
        defer { bytes.deallocate() }
        try piece.copyBytes(to: bytes)
        try append(UnsafeRawBufferPointer(bytes))
      }
      return
    }
    for start in stride(from: 0, to: rows.count, by: Self.rowsPerPiece) {
      let piece = start..<min(start + Self.rowsPerPiece, rows.count)
      switch name {
      case "labels": try Self.append(piece.map { rows.label(at: $0) ?? -1 }, append)
      case "indices": try Self.append(piece.map { indices[$0] }, append)
      default:
        var bytes: [UInt8] = []
        for row in piece { bytes += Array(rows.name(at: row).utf8) + [0] }
        try bytes.withUnsafeBytes { try append($0) }
      }
    }
  }

  private static func append(_ numbers: [Int], _ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    try numbers.map { Int64($0).littleEndian }.withUnsafeBytes { try append($0) }
  }
}
