/// A tensor in an ONNX graph, by its name: an input, a constant, or what a node gives.
public struct ONNXValue: Equatable, Sendable {
  /// The name, which is unique in its graph.
  public let name: String
}
