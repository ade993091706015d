import BarlowTwins
import Encoders
import Files
import Foundation
import NN
import Runs
import TensorFiles
import Training
import Weights

extension EncoderModel {
  /// Writes the model for other programs.
  ///
  /// - Parameters:
  ///   - format: For which.
  ///   - path: Where to: a file, or for `timm` and `python` a folder, which is made.
  ///   - kind: What ONNX gives; the other formats give representations.
  ///   - hasPreprocessing: Whether ONNX takes images as bytes.
  /// - Returns: What was written, with lines that use it.
  /// - Throws: ``ExportError`` for a network that the format cannot hold; `FileError` if a file cannot be written.
  public func export(
    _ format: ExportFormat, to path: String, features kind: FeatureKind? = nil, hasPreprocessing: Bool = true
  ) throws -> ExportedModel {
    let features = format == .onnx ? kind ?? usualFeatures : .representation
    guard kind == nil || kind == features else {
      throw ExportError(
        "\(format.rawValue) holds a backbone, which gives representations; onnx holds \(kind?.rawValue ?? "") features")
    }
    guard hasPreprocessing || format == .onnx else {
      throw ExportError("only onnx holds preprocessing that could be left out")
    }
    let (files, lines) =
      switch format {
      case .onnx: try writeONNX(to: path, features, hasPreprocessing)
      case .torchvision: try writeTorchvision(to: path)
      case .timm: try writeTimm(to: path)
      case .checkpoint: try writeCheckpoint(to: path)
      case .python: try writePython(to: path)
      }
    let dimension = features == .embedding ? network.projector.dimension : network.backbone.featureCount
    return ExportedModel(
      format: format.rawValue, files: files, features: features.rawValue, dimension: dimension,
      snippet: lines.joined(separator: "\n"))
  }

  private func writeONNX(to path: String, _ kind: FeatureKind, _ hasPreprocessing: Bool) throws -> ([String], [String])
  {
    try AtomicFile.write(try onnx(kind, hasPreprocessing: hasPreprocessing), to: path)
    let run = "features = onnxruntime.InferenceSession(\(Self.quoted(path))).run(None, {\"images\": images"
    guard hasPreprocessing else {
      let lines = ["import onnxruntime, torchvision.transforms as T; from PIL import Image"]
      return ([path], lines + ImageSnippet(self).torchvision + [run + ".numpy()})[0]"])
    }
    return (
      [path], ["import numpy as np, onnxruntime; from PIL import Image"] + ImageSnippet(self).bytes + [run + "})[0]"]
    )
  }

  private func writeCheckpoint(to path: String) throws -> ([String], [String]) {
    guard let run, let checkpoint = try Checkpoint.newest(in: run) else {
      throw ExportError("a checkpoint is that of a run with its optimizer; give a run folder that has reached one")
    }
    let settings = try JSONEncoder().encode(record.configuration)
    // Of separate twins, view A's network is the one that is kept.
    let prefix = record.twins == .separate ? "a.backbone." : "backbone."
    try PyTorchFile.write(
      .named([
        "model": .state(checkpoint.network), "optimizer": .state(checkpoint.optimizer),
        "step": .integer(checkpoint.position.step),
        "settings": .text(String(decoding: settings, as: UTF8.self)),
      ]), to: path)
    return (
      [path],
      [
        "import torch",
        "checkpoint = torch.load(\(Self.quoted(path)), weights_only=True)",
        "backbone = {k[\(prefix.count):]: v for k, v in checkpoint[\"model\"].items() if k.startswith(\"\(prefix)\")}",
      ]
    )
  }

  /// A path as Python writes it.
  static func quoted(_ path: String) -> String {
    "\"" + path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
