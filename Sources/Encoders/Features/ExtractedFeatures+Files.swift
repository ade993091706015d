import Files
import Foundation
import TensorFiles
import Torch

extension ExtractedFeatures {
  /// The files that ``ExtractedFeatures/write(to:format:classNames:origin:)`` has made.
  public struct Files: Equatable, Sendable {
    /// The file with the features.
    public let features: String
    /// The file with the name of each row's image.
    public let names: String
    /// The file with the class of each row's image; nil if some have none.
    public let labels: String?
  }

  /// Writes the features, `[N, D]` float32, with the names of their images, and their classes if all have one.
  ///
  /// Each says what the features are and where they come from: `FeatureOrigin`.
  ///
  /// - `.npy`: a second file `.names.txt` with a name per line, `.labels.npy` with the numbers of classes, int64, and `.classes.txt`
  ///   with the name of each number, a line each from 0 up.
  /// - `.safetensors`: arrays `features` and `labels`; the metadata has `names` and `classes`, JSON arrays of strings.
  /// - `.csv`: columns `name`, `class` and `f0`, `f1`, …
  ///
  /// - Parameters:
  ///   - path: Where to, with the ending of the format.
  ///   - format: One of the three.
  ///   - classNames: The names of all classes.
  ///   - origin: What the features are and where they come from; nil to leave it out.
  /// - Returns: Where everything is.
  /// - Throws: `FileError` if a file cannot be written.
  public func write(to path: String, format: EmbeddingFile.Format, classNames: [String], origin: FeatureOrigin? = nil)
    throws -> Files
  {
    if format != .safetensors {
      // What was there before would be taken for that of these rows.
      if let origin { try origin.write(beside: path) } else { unlink(FeatureOrigin.file(beside: path)) }
    }
    let positions = labels.compactMap { $0 }
    let isLabelled = positions.count == count
    switch format {
    case .safetensors:
      var file = Safetensors(tensors: ["features": features], metadata: ["names": try Self.json(names)])
      if let origin { file.metadata[FeatureOrigin.key] = try origin.json }
      if isLabelled {
        file.tensors["labels"] = try Tensor.from(positions, shape: [count])
        file.metadata["classes"] = try Self.json(classNames)
      }
      try file.write(to: path)
      return Files(features: path, names: path, labels: isLabelled ? path : nil)
    case .csv:
      let classes = isLabelled ? positions.map { classNames.indices.contains($0) ? classNames[$0] : "\($0)" } : nil
      try DelimitedTable.write(features, names: names, classes: classes, to: path)
      return Files(features: path, names: path, labels: isLabelled ? path : nil)
    case .npy, .npz, .tsv:
      precondition(format == .npy, "features are written as .npy, .safetensors or .csv")
      let files = Files(
        features: path, names: EmbeddingFile.namesFile(of: path),
        labels: isLabelled ? path.dropLast(4) + ".labels.npy" : nil)
      // Labels of what was there before would be taken for those of these rows.
      if !isLabelled {
        unlink(path.dropLast(4) + ".labels.npy")
        unlink(EmbeddingFile.classesFile(of: path))
      }
      try NumPyFile.write(features, to: path)
      try AtomicFile.write(Data(names.map { $0 + "\n" }.joined().utf8), to: files.names)
      if let file = files.labels {
        try NumPyFile.write(Tensor.from(positions, shape: [count]), to: file)
        let lines = classNames.map { $0 + "\n" }.joined()
        try AtomicFile.write(Data(lines.utf8), to: EmbeddingFile.classesFile(of: path))
      }
      return files
    }
  }

  private static func json(_ words: [String]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: words, options: .withoutEscapingSlashes), as: UTF8.self)
  }
}
