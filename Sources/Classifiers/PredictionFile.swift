import Files
import Foundation

/// A file of predictions, a line for each image, that is written as they come and appears when all are there.
public struct PredictionFile {
  /// How it is laid out.
  public enum Format: String, CaseIterable, Sendable {
    /// A table with a header.
    case csv
    /// An object of JSON in each line.
    case jsonl
  }

  private let format: Format
  private let append: (UnsafeRawBufferPointer) throws -> Void

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - path: Where to.
  ///   - format: How.
  ///   - body: Given the file, which takes predictions while it runs; if it throws, nothing is written.
  /// - Throws: `FileError` if it cannot be written; what `body` throws.
  public static func write(
    to path: String, _ format: Format, _ body: (PredictionFile) throws -> Void
  ) throws {
    try AtomicFile.write(to: path) { append in
      try withoutActuallyEscaping(append) { append in
        let file = PredictionFile(format: format, append: append)
        if format == .csv { try file.put(CSV.line(header)) }
        try body(file)
      }
    }
  }

  private static let header = [
    "name", "class", "probability", "second_class", "second_probability", "distance", "unlike_known", "known_class",
  ]

  /// Adds the line of a prediction.
  public func add(_ prediction: ImagePrediction) throws {
    switch format {
    case .csv:
      try put(
        CSV.line([
          prediction.name, prediction.predictedClass, Self.text(prediction.probability), prediction.secondClass,
          Self.text(prediction.secondProbability), Self.text(prediction.distance),
          prediction.isUnlikeKnown.map { $0 ? "yes" : "no" } ?? "", prediction.knownClass ?? "",
        ]))
    case .jsonl: try put(String(decoding: Self.encoder.encode(prediction), as: UTF8.self) + "\n")
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  private static func text(_ number: Double) -> String { String(format: "%.6f", number) }

  private func put(_ line: String) throws { try Array(line.utf8).withUnsafeBytes { try append($0) } }
}
