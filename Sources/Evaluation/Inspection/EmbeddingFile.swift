import Files
import Foundation
import NN
import Torch

/// A file of embeddings, one row per image, as any framework may have written it.
///
/// `.npy`, `.npz`, `.safetensors`, `.csv` and `.tsv` are read. `FILE.npz:NAME` and `FILE.safetensors:NAME` name one of
/// several arrays; without a name the file must hold one matrix only.
public struct EmbeddingFile: Equatable, Sendable, CustomStringConvertible {
  /// The kinds of files, by the ending of their names.
  public enum Format: String, Sendable, CaseIterable {
    case npy, npz, safetensors, csv, tsv
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
  /// - Throws: ``EvaluationError`` if the ending is not known or the name behind the colon is empty.
  public init(parsing text: String) throws {
    for format in [Format.npz, .safetensors] {
      guard let range = text.range(of: ".\(format.rawValue):", options: [.backwards, .caseInsensitive]) else {
        continue
      }
      let name = String(text[range.upperBound...])
      guard !name.isEmpty else {
        throw EvaluationError(.usage, "\(text) ends without the name of an array; give FILE.\(format.rawValue):NAME")
      }
      (path, member, self.format) = (String(text[..<range.upperBound].dropLast()), name, format)
      return
    }
    let ending = (text as NSString).pathExtension.lowercased()
    guard let format = Format(rawValue: ending) else {
      let endings = Format.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw EvaluationError(
        .usage, "\(text) does not end in \(endings); an array in .npz or .safetensors is named FILE.npz:NAME")
    }
    (path, member, self.format) = (text, nil, format)
  }

  /// The embeddings `[N, D]`, float32 or float64, all finite, N and D above 0.
  ///
  /// - Throws: `FileError` if the file or the array is missing or damaged; ``EvaluationError`` if it is no matrix, is
  ///   empty, or holds a value that is not finite, whose place is named.
  public func read() throws -> Tensor {
    let stored = try withoutGradients { try load() }
    guard stored.dimensionCount == 2 else {
      throw EvaluationError(
        .badData, "\(self) holds an array of shape \(stored.shape); embeddings are a matrix of one row per image")
    }
    guard stored.elementCount > 0 else {
      throw EvaluationError(.badData, "\(self) holds no embeddings: its shape is \(stored.shape)")
    }
    let values = try Self.floating(stored)
    try requireFinite(values)
    return values
  }

  private func load() throws -> Tensor {
    switch format {
    case .npy: return try NumPyFile.read(path)
    case .npz:
      let archive = try NumPyArchive(contentsOf: path)
      if let member { return try archive.read(member) }
      let names = archive.names
      if names.count == 1 { return try archive.read(names[0]) }
      return try onlyMatrix(Dictionary(names.map { ($0, try? archive.read($0)) }) { first, _ in first })
    case .safetensors:
      let tensors = try Safetensors(contentsOf: path).tensors
      guard let member else { return try onlyMatrix(tensors) }
      guard let tensor = tensors[member] else {
        throw FileError(.missing, "\(path) holds no array \(member); it holds \(Self.list(tensors.keys.sorted()))")
      }
      return tensor
    case .csv, .tsv: return try DelimitedTable(contentsOf: path, separator: format == .csv ? "," : "\t").values
    }
  }

  private func onlyMatrix(_ arrays: [String: Tensor?]) throws -> Tensor {
    let matrices = arrays.compactMapValues { $0 }.filter { $0.value.dimensionCount == 2 }
    if matrices.count == 1, let only = matrices.values.first { return only }
    let names = (matrices.isEmpty ? arrays.keys.sorted() : matrices.keys.sorted())
    throw EvaluationError(
      .badData,
      matrices.isEmpty
        ? "\(path) holds no matrix of one row per image; it holds \(Self.list(names))"
        : "\(path) holds several matrices: \(Self.list(names)); name one, as \(path):\(names[0])")
  }

  private func requireFinite(_ values: Tensor) throws {
    guard try !values.isFinite() else { return }
    let columns = values.size(1)
    for row in 0..<values.size(0) {
      let numbers = try values.narrow(start: row, length: 1).doubles()
      guard let column = numbers.firstIndex(where: { !$0.isFinite }) else { continue }
      throw EvaluationError(
        .badData,
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
