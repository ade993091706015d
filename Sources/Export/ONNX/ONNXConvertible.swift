import NN
import ONNX
import Torch

/// A part of a network that can be written as nodes of an ONNX graph.
public protocol ONNXConvertible: Module {
  /// Adds what it computes of `input` in use, with the running statistics of its normalizations.
  ///
  /// - Parameters:
  ///   - input: A value of the graph, of the shape that the part takes.
  ///   - graph: Where nodes and constants go.
  ///   - name: What stands before the names of its constants, such as `layer1.0.`.
  /// - Returns: What it gives.
  /// - Throws: `TorchError` if a parameter cannot be read, ``ExportError`` for a part that has no form in ONNX.
  func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue
}

extension Module {
  /// The same of a part of any kind.
  ///
  /// - Throws: ``ExportError`` if it has no form in ONNX.
  func converted(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    guard let part = self as? any ONNXConvertible else {
      throw ExportError("\(type(of: self)) has no form in ONNX; let it conform to ONNXConvertible")
    }
    return try part.convert(input, into: &graph, name: name)
  }
}

extension ONNXGraph {
  /// Adds the values of a tensor in single precision.
  mutating func constant(_ name: String, _ tensor: Tensor) throws -> ONNXValue {
    constant(name, try withoutGradients { try tensor.detach().to(.cpu).floats() }, shape: tensor.shape)
  }

  /// Adds x·Φ(x) with the normal distribution's Φ (Gaussian error linear unit).
  mutating func gelu(_ input: ONNXValue, name: String) -> ONNXValue {
    let root = constant(name + "root", [Float(2).squareRoot()], shape: [])
    let (one, half) = (constant(name + "one", [1], shape: []), constant(name + "half", [0.5], shape: []))
    let error = add("Erf", [add("Div", [input, root])])
    return add("Mul", [add("Mul", [input, add("Add", [error, one])]), half])
  }
}
