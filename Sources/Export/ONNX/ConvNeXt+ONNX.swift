import NN
import ONNX
import Torch

extension ConvNeXt: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    var value = try stem.convolution.convert(input, into: &graph, name: name + "stem.0.")
    value = try stem.normalization.convert(value, into: &graph, name: name + "stem.1.")
    for (index, stage) in stages.enumerated() {
      value = try stage.convert(value, into: &graph, name: "\(name)stages.\(index).")
    }
    let means = graph.add("ReduceMean", [value], ["axes": .integers([2, 3]), "keepdims": .integer(0)])
    return try norm.convert(means, into: &graph, name: name + "head.norm.")
  }
}

extension ConvNeXtStage: ONNXConvertible {
  package func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    var value = try downsample?.convert(input, into: &graph, name: name + "downsample.") ?? input
    for (index, block) in blocks.enumerated() {
      value = try block.convert(value, into: &graph, name: "\(name)blocks.\(index).")
    }
    return value
  }
}

extension ConvNeXtBlock: ONNXConvertible {
  package func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    var value = try convolution.convert(input, into: &graph, name: name + "conv_dw.")
    value = graph.add("Transpose", [value], ["perm": .integers([0, 2, 3, 1])])
    value = try norm.convert(value, into: &graph, name: name + "norm.")
    // Linear maps take channels last, convolutions first.
    let first: [String: ONNXAttribute] = ["perm": .integers([0, 3, 1, 2])]
    if usesConvolutions { value = graph.add("Transpose", [value], first) }
    value = try mlp.convert(value, into: &graph, name: name + "mlp.")
    if !usesConvolutions { value = graph.add("Transpose", [value], first) }
    let scale = try graph.constant(name + "gamma", layerScale.reshape([1, layerScale.elementCount, 1, 1]))
    return graph.add("Add", [input, graph.add("Mul", [value, scale])])
  }
}
