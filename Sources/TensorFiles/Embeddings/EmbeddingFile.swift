import Files
import Foundation
import Torch

/// A file of embeddings, one row per image, as any framework may have written it.
///
/// `.npy`, `.npz`, `.safetensors`, `.csv` and `.tsv` are read; `.parquet` is only written. `FILE.npz:NAME` and `FILE.safetensors:NAME` name one of
/// several arrays; without a name the file must hold one matrix only.
public struct EmbeddingFile: Equatable, Sendable, CustomStringConvertible {
  /// The kinds of files, by the ending of their names.
  public enum Format: String, Sendable, CaseIterable {
    case npy, npz, safetensors, csv, tsv, parquet

    /// Whether files of the kind are read too.
    var isRead: Bool { self != .parquet }
  }

  /// The path of the file.
  public let path: String
  /// The array in it; nil for the only one.
  public let member: String?
  /// How it is written.
  public let format: Format

  /// What was given, for messages.
  public var description: String { member.map { "\(path):\($0)" } ?? path }

  /// Understands what a user typed; whether the file exists is checked on reading.
  ///
  /// - Throws: `FileError` of kind `usage` if the ending is not known or the name behind the colon is empty.
  public init(parsing text: String) throws {
    for format in [Format.npz, .safetensors] {
      guard let range = text.range(of: ".\(format.rawValue):", options: [.backwards, .caseInsensitive]) else {
        continue
      }
      let name = String(text[range.upperBound...])
      guard !name.isEmpty else {
        throw FileError(.usage, "\(text) ends without the name of an array; give FILE.\(format.rawValue):NAME")
      }
      (path, member, self.format) = (String(text[..<range.upperBound].dropLast()), name, format)
      return
    }
    let ending = (text as NSString).pathExtension.lowercased()
    guard ending != Format.parquet.rawValue else {
      throw FileError(
        .usage, "\(text) is Parquet, which is written here and not read; let embed write .npz or .npy too")
    }
    guard let format = Format(rawValue: ending) else {
      let endings = Format.allCases.filter(\.isRead).map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw FileError(
        .usage, "\(text) does not end in \(endings); an array in .npz or .safetensors is named FILE.npz:NAME")
    }
    (path, member, self.format) = (text, nil, format)
  }

  /// The embeddings `[N, D]`, float32 or float64, all finite, N and D above 0.
  ///
  /// - Throws: As ``contents()``.
  public func read() throws -> Tensor { try contents().values }

  /// The embeddings with their names.
  ///
  /// - Throws: `FileError`: `missing` if there is no such file or array, `damaged` if it cannot be read, is no matrix, is empty, or
  ///   holds a value that is not finite, whose place is named.
  public func contents() throws -> EmbeddingContents {
    let (stored, names, notes, origin) = try withoutGradients { try load() }
    guard stored.dimensionCount == 2 else {
      throw FileError(
        .damaged, "\(self) holds an array of shape \(stored.shape); embeddings are a matrix of one row per image")
    }
    guard stored.elementCount > 0 else {
      throw FileError(.damaged, "\(self) holds no embeddings: its shape is \(stored.shape)")
    }
    let values = try Self.floating(stored)
    try requireFinite(values)
    return EmbeddingContents(
      values: values, names: names,
      origin: FeatureOrigin.parse(origin, images: values.size(0), dimension: values.size(1)), notes: notes)
  }

  private func load() throws -> (values: Tensor, names: [String]?, notes: [String], origin: String?) {
    // Of another program's file it may be missing, which is no fault.
    let beside = (try? readFile(FeatureOrigin.file(beside: path))).map { String(decoding: $0, as: UTF8.self) }
    switch format {
    case .npy: return (try NumPyFile.read(path), try Self.namesBeside(path), [], beside)
    case .npz:
      let archive = try NumPyArchive(contentsOf: path)
      let names = archive.names
      // Of another program's file they may be numbers, which is no fault.
      let (rowNames, origin) = (try? archive.texts("names"), (try? archive.texts(FeatureOrigin.key))?.first)
      if let member { return (try archive.read(member), rowNames, [], origin) }
      // One array is read whatever it is, so that the message can tell what it is.
      if names.count == 1 { return (try archive.read(names[0]), nil, [], nil) }
      let shapes = try Dictionary(names.map { ($0, try archive.shape(of: $0)) }) { first, _ in first }
      return (try archive.read(onlyMatrix(shapes)), rowNames, [], origin)
    case .safetensors:
      let file = try Safetensors(contentsOf: path)
      let name = try member ?? onlyMatrix(file.tensors.mapValues(\.shape))
      guard let tensor = file.tensors[name] else {
        throw FileError(
          .missing, "\(path) holds no array \(name); it holds \(Self.list(file.tensors.keys.sorted()))")
      }
      let names =
        file.metadata["format"] == FeatureIndex.format
        ? try FeatureIndex(contentsOf: path).names : try Self.names(in: file.metadata, of: path)
      return (tensor, names, [], file.metadata[FeatureOrigin.key])
    case .parquet: preconditionFailure("a file to be read is of a format that is read")
    case .csv, .tsv:
      let table = try DelimitedTable(contentsOf: path, separator: format == .csv ? "," : "\t")
      return (table.values, table.names.isEmpty ? nil : table.names, table.notes, beside)
    }
  }

  /// The name of the one array of two dimensions among arrays of the given shapes.
  private func onlyMatrix(_ shapes: [String: [Int]]) throws -> String {
    let matrices = shapes.filter { $0.value.count == 2 }.keys.sorted()
    if matrices.count == 1 { return matrices[0] }
    throw FileError(
      .damaged,
      matrices.isEmpty
        ? "\(path) holds no matrix of one row per image; it holds \(Self.list(shapes.keys.sorted()))"
        : "\(path) holds several matrices: \(Self.list(matrices)); name one, as \(path):\(matrices[0])")
  }

  private func requireFinite(_ values: Tensor) throws {
    guard try !values.isFinite() else { return }
    let columns = values.size(1)
    for row in 0..<values.size(0) {
      let numbers = try values.narrow(start: row, length: 1).doubles()
      guard let column = numbers.firstIndex(where: { !$0.isFinite }) else { continue }
      throw FileError(
        .damaged,
        "\(self) holds \(numbers[column].isNaN ? "not a number" : "an infinite value") in row \(row), column \(column) "
          + "of \(values.size(0)) × \(columns), counted from 0; leave such rows out")
    }
  }

  /// The values as float32 or, where that would lose digits, as float64.
  private static func floating(_ tensor: Tensor) throws -> Tensor {
    switch try tensor.dtype {
    case .float32, .float64: tensor
    case .float16, .bfloat16, .uint8, .bool: try tensor.to(.float32)
    case .int64: try tensor.to(.float64)
    }
  }

  /// Some names in a sentence.
  static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "none" }
    let shown = names.prefix(8).joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }
}
