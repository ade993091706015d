import Classifiers
import Encoders
import Files
import Foundation
import ONNX
import Torch

extension Classifier {
  /// The classifier with its network as a file of ONNX: images in, features `[N, D]` and calibrated probabilities `[N, classes]` out.
  ///
  /// The names of the classes are in the file's metadata under `classes`, as a list in JSON, in the order of the probabilities.
  ///
  /// - Parameter hasPreprocessing: As in `EncoderModel.onnx`.
  /// - Returns: The bytes of the file.
  /// - Throws: ``ExportError`` for a network that has no form in ONNX.
  public func onnx(hasPreprocessing: Bool = true) throws -> Data {
    var graph = ONNXGraph(name: "classifier")
    let value = try model.convert(features, hasPreprocessing: hasPreprocessing, into: &graph)
    let parts = linearMap
    let centred = graph.add("Sub", [value, try graph.constant("classifier.mean", parts.mean)])
    let scaled = graph.add("Mul", [centred, try graph.constant("classifier.scale", parts.scale)])
    let products = graph.add("MatMul", [scaled, try graph.constant("classifier.weight", parts.weight.transpose())])
    let scores = graph.add("Add", [products, try graph.constant("classifier.bias", parts.bias)])
    let temperature = graph.constant("classifier.temperature", [Float(record.temperature)], shape: [])
    let probabilities = graph.add("Softmax", [graph.add("Div", [scores, temperature])], ["axis": .integer(1)])
    graph.output(probabilities, as: "probabilities", .float32, [.named("N"), .fixed(classNames.count)])
    var metadata = try model.onnxMetadata(features)
    metadata["classes"] = String(decoding: try JSONEncoder().encode(classNames), as: UTF8.self)
    return graph.file(metadata: metadata)
  }

  /// Writes the classifier for other programs.
  ///
  /// - Parameters:
  ///   - format: ONNX, the one format that holds a classifier.
  ///   - path: The file.
  ///   - hasPreprocessing: Whether it takes images as bytes.
  /// - Returns: What was written, with lines that use it.
  /// - Throws: ``ExportError`` for another format; `FileError` if the file cannot be written.
  public func export(_ format: ExportFormat, to path: String, hasPreprocessing: Bool = true) throws -> ExportedModel {
    guard format == .onnx else {
      throw ExportError(
        "\(format.rawValue) has no place for a classifier; give --format onnx, or export the model it was fitted to")
    }
    try AtomicFile.write(try onnx(hasPreprocessing: hasPreprocessing), to: path)
    let image = ImageSnippet(model)
    let (libraries, lines, input) =
      hasPreprocessing
      ? ("numpy as np, onnxruntime", image.bytes, "images")
      : ("onnxruntime, torchvision.transforms as T", image.torchvision, "images.numpy()")
    let snippet =
      ["import json, \(libraries); from PIL import Image"] + lines + [
        "session = onnxruntime.InferenceSession(\(EncoderModel.quoted(path)))",
        "classes = json.loads(session.get_modelmeta().custom_metadata_map[\"classes\"])",
        "features, probabilities = session.run(None, {\"images\": \(input)})",
        "print(classes[probabilities[0].argmax()], probabilities[0].max())",
      ]
    return ExportedModel(
      format: format.rawValue, files: [path], features: features.rawValue, dimension: dimension,
      snippet: snippet.joined(separator: "\n"))
  }
}
