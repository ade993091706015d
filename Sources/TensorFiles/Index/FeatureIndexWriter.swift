import Files
import Foundation
import Torch

/// Writes features with their names to a file that is searched in place; it appears whole or not at all.
public struct FeatureIndexWriter {
  private let rows: any EmbeddingRows
  private let kind: String
  private let fingerprint: String
  private let origin: FeatureOrigin?

  /// The values begin at a multiple of so many bytes: a line of a processor's cache.
  private static let alignment = 64

  /// A writer.
  ///
  /// - Parameters:
  ///   - rows: The features, of any length: they are divided by it.
  ///   - kind: What they are: `representation`, `whitened` or `embedding`.
  ///   - fingerprint: What tells the model from others; see ``FeatureIndex/fingerprint``.
  ///   - origin: Where they come from; nil to leave that out.
  public init(_ rows: any EmbeddingRows, kind: String, fingerprint: String, origin: FeatureOrigin? = nil) {
    (self.rows, self.kind, self.fingerprint, self.origin) = (rows, kind, fingerprint, origin)
  }

  /// Writes the file.
  ///
  /// - Parameter path: Where to; it should end in `.safetensors`.
  /// - Throws: `FileError` if it cannot be written; what reading the rows throws.
  public func write(to path: String) throws {
    let isLabelled = rows.areLabelled
    var metadata = ["format": FeatureIndex.format, "kind": kind, "fingerprint": fingerprint]
    if let origin { metadata[FeatureOrigin.key] = try origin.json }
    var ends: [Int64] = []
    ends.reserveCapacity(rows.count)
    var end = 0
    for row in 0..<rows.count {
      end += rows.name(at: row).utf8.count
      ends.append(Int64(end).littleEndian)
    }
    var arrays = [Safetensors.Announced(name: "features", dtype: .float32, shape: [rows.count, rows.dimension])]
    if isLabelled {
      arrays.append(Safetensors.Announced(name: "labels", dtype: .int64, shape: [rows.count]))
      metadata["classes"] = String(decoding: try JSONEncoder().encode(rows.classNames), as: UTF8.self)
    }
    arrays += [
      Safetensors.Announced(name: "name_ends", dtype: .int64, shape: [rows.count]),
      Safetensors.Announced(name: "names", dtype: .uint8, shape: [end]),
    ]
    try Safetensors.write(arrays, metadata: metadata, to: path, alignment: Self.alignment) { name, append in
      switch name {
      case "features": try rows.forEachPiece { try Self.append(directions(of: $0), append) }
      case "labels":
        let labels = (0..<rows.count).map { Int64(rows.label(at: $0) ?? -1).littleEndian }
        try labels.withUnsafeBytes { try append($0) }
      case "name_ends": try ends.withUnsafeBytes { try append($0) }
      default: try appendNames(append)
      }
    }
  }

  private func directions(of piece: Tensor) throws -> Tensor { try withoutGradients { try piece.unitRows() } }

  private static func append(_ values: Tensor, _ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: values.elementCount * 4, alignment: 16)
    defer { bytes.deallocate() }
    try values.copyBytes(to: bytes)
    try append(UnsafeRawBufferPointer(bytes))
  }

  private func appendNames(_ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    var piece: [UInt8] = []
    for row in 0..<rows.count {
      piece += Array(rows.name(at: row).utf8)
      guard piece.count >= 1 << 20 || row == rows.count - 1 else { continue }
      try piece.withUnsafeBytes { try append($0) }
      piece.removeAll(keepingCapacity: true)
    }
  }
}
