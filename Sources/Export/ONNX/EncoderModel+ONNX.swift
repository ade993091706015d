import BarlowTwins
import Encoders
import Foundation
import ONNX
import Runs
import Torch
import Weights

extension EncoderModel {
  /// The encoder as a file of ONNX: images in, features `[N, D]` out, of any number of images.
  ///
  /// - Parameters:
  ///   - kind: What the features are.
  ///   - hasPreprocessing: Whether images go in as they are stored, `[N, side, side, channels]` of bytes, already of the network's size;
  ///     as normalized numbers `[N, channels, side, side]` otherwise.
  /// - Returns: The bytes of the file.
  /// - Throws: ``ExportError`` for a network that has no form in ONNX, `FeatureError` for features that the model does not have.
  public func onnx(_ kind: FeatureKind, hasPreprocessing: Bool = true) throws -> Data {
    var graph = ONNXGraph(name: "encoder")
    try convert(kind, hasPreprocessing: hasPreprocessing, into: &graph)
    return graph.file(metadata: try onnxMetadata(kind))
  }

  /// What a file of ONNX tells of the encoder in it.
  func onnxMetadata(_ kind: FeatureKind) throws -> [String: String] {
    var metadata = try WeightsDescription(of: self).metadata
    metadata["features"] = kind.rawValue
    return metadata
  }

  /// Adds the encoder with its input and its output.
  ///
  /// - Returns: The features `[N, D]`.
  @discardableResult
  func convert(_ kind: FeatureKind, hasPreprocessing: Bool, into graph: inout ONNXGraph) throws -> ONNXValue {
    try requireFeatures(kind)
    graph.imageSide = imageSize
    let (side, channels) = (ONNXGraph.Dimension.fixed(imageSize), ONNXGraph.Dimension.fixed(record.channels))
    let images: ONNXValue
    if hasPreprocessing {
      let bytes = graph.input("images", .uint8, [.named("N"), side, side, channels])
      images = normalized(bytes, in: &graph)
    } else {
      images = graph.input("images", .float32, [.named("N"), channels, side, side])
    }
    var value = try network.backbone.converted(images, into: &graph, name: "")
    switch kind {
    case .representation: break
    case .embedding: value = try network.projector.converted(value, into: &graph, name: "projector.")
    case .whitened:
      if let whitening {
        let centred = graph.add("Sub", [value, try graph.constant("whitening.mean", whitening.mean)])
        value = graph.add("MatMul", [centred, try graph.constant("whitening.matrix", whitening.matrix)])
      }
    }
    let dimension = kind == .embedding ? network.projector.dimension : network.backbone.featureCount
    graph.output(value, as: "features", .float32, [.named("N"), .fixed(dimension)])
    return value
  }

  /// Bytes `[N, side, side, channels]` as numbers `[N, channels, side, side]` with mean and deviation taken out.
  private func normalized(_ bytes: ONNXValue, in graph: inout ONNXGraph) -> ONNXValue {
    let channels = normalization.mean.count
    let numbers = graph.add("Cast", [bytes], ["to": .integer(ONNXElement.float32.rawValue)])
    let full = graph.constant("pixels.full", [255], shape: [])
    let mean = graph.constant("pixels.mean", normalization.mean, shape: [channels])
    let std = graph.constant("pixels.std", normalization.std, shape: [channels])
    let values = graph.add("Div", [graph.add("Sub", [graph.add("Div", [numbers, full]), mean]), std])
    return graph.add("Transpose", [values], ["perm": .integers([0, 3, 1, 2])])
  }
}
