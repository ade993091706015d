import Files
import Foundation
import Torch

/// Writes embeddings with the names of their images, and their classes if all have one; each file appears whole or not at all.
///
/// Each says what the embeddings are and where they come from: ``FeatureOrigin``.
///
/// - `.npy`: a second file `.names.txt` with a name per line, `.labels.npy` with the numbers of classes, int64, and `.classes.txt`
///   with the name of each number, a line each from 0 up.
/// - `.npz`: arrays `features`, `names` and, of classes, `labels` and `classes`; names are NumPy's texts, none of them a Python object.
/// - `.safetensors`: arrays `features` and `labels`; the metadata has `names` and `classes`, JSON arrays of strings.
/// - `.parquet`: columns `name`, of classes `label` and `class`, and `features`, lists of D numbers; the metadata has `classes`, a JSON
///   array of strings.
/// - `.csv`: columns `name`, `class` and `f0`, `f1`, …
public struct EmbeddingWriter {
  let rows: any EmbeddingRows
  let origin: FeatureOrigin?
  let isLabelled: Bool

  /// The formats that are written.
  public static let formats: [EmbeddingFile.Format] = [.npy, .npz, .safetensors, .csv, .parquet]

  /// A writer of `rows`, which come from `origin`; nil to leave that out.
  public init(_ rows: any EmbeddingRows, origin: FeatureOrigin? = nil) {
    (self.rows, self.origin) = (rows, origin)
    isLabelled = rows.areLabelled
  }

  /// Makes sure that the names of so many images fit the format, before their embeddings are computed.
  ///
  /// - Throws: `FileError` of kind `usage` if safetensors cannot hold them.
  public static func requireRoom(
    for path: String, format: EmbeddingFile.Format, images: Int, name: (Int) -> String
  ) throws {
    guard format == .safetensors else { return }
    // Quotation marks and a comma each; what JSON escapes takes more, which is found when it is written.
    let bytes = (0..<images).reduce(0) { $0 + name($1).utf8.count + 5 }
    guard bytes <= Safetensors.largestHeader else { throw Safetensors.tooLarge(path, header: bytes) }
  }

  /// Writes the files.
  ///
  /// - Parameters:
  ///   - path: Where to, with the ending of the format.
  ///   - format: One of ``formats``.
  /// - Returns: Where everything is.
  /// - Throws: `FileError` if a file cannot be written.
  public func write(to path: String, format: EmbeddingFile.Format) throws -> WrittenEmbeddings {
    precondition(Self.formats.contains(format), "embeddings are not written as .\(format.rawValue)")
    if format == .npy || format == .csv {
      // What was there before would be taken for that of these rows.
      if let origin { try origin.write(beside: path) } else { unlink(FeatureOrigin.file(beside: path)) }
    }
    switch format {
    case .safetensors: try writeSafetensors(path)
    case .csv: try writeTable(path)
    case .npz: try writeArchive(path)
    case .parquet: try writeParquet(path)
    case .npy, .tsv: return try writeArray(path)
    }
    return WrittenEmbeddings(features: path, names: path, labels: isLabelled ? path : nil)
  }

  private func writeArray(_ path: String) throws -> WrittenEmbeddings {
    let labels = EmbeddingFile.labelsFile(of: path)
    let written = WrittenEmbeddings(
      features: path, names: EmbeddingFile.namesFile(of: path), labels: isLabelled ? labels : nil)
    if !isLabelled {
      // Labels of what was there before would be taken for those of these rows.
      unlink(labels)
      unlink(EmbeddingFile.classesFile(of: path))
    }
    try AtomicFile.write(to: path) { try appendFeatures($0) }
    try AtomicFile.write(to: written.names) { append in
      for row in 0..<rows.count { try Self.append("\(rows.name(at: row))\n", append) }
    }
    guard isLabelled else { return written }
    try AtomicFile.write(to: labels) { try appendLabels($0) }
    let lines = rows.classNames.map { $0 + "\n" }.joined()
    try AtomicFile.write(Data(lines.utf8), to: EmbeddingFile.classesFile(of: path))
    return written
  }

  private func writeTable(_ path: String) throws {
    let head = ["name"] + (isLabelled ? ["class"] : []) + (0..<rows.dimension).map { "f\($0)" }
    try AtomicFile.write(to: path) { append in
      try Self.append(CSV.line(head), append)
      var row = 0
      try rows.forEachPiece { piece in
        for place in 0..<piece.size(0) {
          let numbers = try piece.narrow(start: place, length: 1).floats().map { "\($0)" }
          let words = [rows.name(at: row)] + (isLabelled ? [rows.className(at: row) ?? ""] : [])
          try Self.append(CSV.line(words + numbers), append)
          row += 1
        }
      }
    }
  }

  private func writeSafetensors(_ path: String) throws {
    var metadata = ["names": try Self.json((0..<rows.count).map(rows.name))]
    if let origin { metadata[FeatureOrigin.key] = try origin.json }
    var arrays = [Safetensors.Announced(name: "features", dtype: .float32, shape: [rows.count, rows.dimension])]
    if isLabelled {
      arrays.append(Safetensors.Announced(name: "labels", dtype: .int64, shape: [rows.count]))
      metadata["classes"] = try Self.json(rows.classNames)
    }
    try Safetensors.write(arrays, metadata: metadata, to: path) { name, append in
      if name == "labels" { try appendLabelValues(append) } else { try appendFeatureValues(append) }
    }
  }

  private func writeArchive(_ path: String) throws {
    var archive = ZipWriter(path)
    try archive.add("features.npy") { try appendFeatures($0) }
    try archive.add("names.npy") { try NumPyText.append(count: rows.count, rows.name, $0) }
    if isLabelled {
      try archive.add("labels.npy") { try appendLabels($0) }
      try archive.add("classes.npy") { append in
        try NumPyText.append(count: rows.classNames.count, { rows.classNames[$0] }, append)
      }
    }
    if let origin {
      let text = try origin.json
      try archive.add("\(FeatureOrigin.key).npy") { try NumPyText.append(count: 1, { _ in text }, $0) }
    }
    try archive.finish()
  }

  // MARK: - Parts of files

  private func appendFeatures(_ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    try NumPyFile.appendHeader(.float32, shape: [rows.count, rows.dimension], append)
    try appendFeatureValues(append)
  }

  private func appendLabels(_ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    try NumPyFile.appendHeader(.int64, shape: [rows.count], append)
    try appendLabelValues(append)
  }

  private func appendFeatureValues(_ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    try rows.forEachPiece { piece in
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: piece.elementCount * 4, alignment: 16)
      defer { bytes.deallocate() }
      try piece.copyBytes(to: bytes)
      try append(UnsafeRawBufferPointer(bytes))
    }
  }

  private func appendLabelValues(_ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    let step = 1 << 16
    for start in stride(from: 0, to: rows.count, by: step) {
      let numbers = (start..<min(start + step, rows.count)).map { Int64(rows.label(at: $0) ?? -1).littleEndian }
      try numbers.withUnsafeBytes { try append($0) }
    }
  }

  private static func append(_ text: String, _ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    try Array(text.utf8).withUnsafeBytes { try append($0) }
  }

  static func json(_ words: [String]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: words, options: .withoutEscapingSlashes), as: UTF8.self)
  }
}
