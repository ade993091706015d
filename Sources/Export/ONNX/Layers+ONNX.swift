import BarlowTwins
import NN
import ONNX
import Torch

extension Conv2d: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    let kernel = [weight.size(2), weight.size(3)]
    let inputs =
      try [input, graph.constant(name + "weight", weight)]
      + (bias.map { [try graph.constant(name + "bias", $0)] } ?? [])
    return graph.add(
      "Conv", inputs,
      [
        "kernel_shape": .integers(kernel), "strides": .integers([stride, stride]), "group": .integer(groups),
        "pads": .integers([Int](repeating: padding, count: 4)),
      ])
  }
}

extension BatchNorm: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    let values = try [
      ("weight", weight), ("bias", bias), ("running_mean", runningMean), ("running_var", runningVariance),
    ].map { try graph.constant(name + $0.0, $0.1) }
    return graph.add("BatchNormalization", [input] + values, ["epsilon": .number(Float(BatchNorm.epsilon))])
  }
}

extension LayerNorm: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    let values = try [graph.constant(name + "weight", weight), graph.constant(name + "bias", bias)]
    return graph.add(
      "LayerNormalization", [input] + values, ["axis": .integer(-1), "epsilon": .number(Float(epsilon))])
  }
}

extension LayerNorm2d: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    let last = graph.add("Transpose", [input], ["perm": .integers([0, 2, 3, 1])])
    let normalized = try norm.convert(last, into: &graph, name: name)
    return graph.add("Transpose", [normalized], ["perm": .integers([0, 3, 1, 2])])
  }
}

extension Linear: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    let product = graph.add("MatMul", [input, try graph.constant(name + "weight", weight.transpose())])
    return try bias.map { graph.add("Add", [product, try graph.constant(name + "bias", $0)]) } ?? product
  }
}

extension ReLU: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    graph.add("Relu", [input])
  }
}

extension MaxPool2d: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    graph.add(
      "MaxPool", [input],
      [
        "kernel_shape": .integers([kernel, kernel]), "strides": .integers([stride, stride]),
        "pads": .integers([Int](repeating: padding, count: 4)),
      ])
  }
}

extension Sequential: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    try children.reduce(input) { try $1.module.converted($0, into: &graph, name: "\(name)\($1.name).") }
  }
}

extension MLP: ONNXConvertible {
  package func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    let inner = try fc1.converted(input, into: &graph, name: name + "fc1.")
    return try fc2.converted(graph.gelu(inner, name: name + "gelu."), into: &graph, name: name + "fc2.")
  }
}

extension Projector: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    try Sequential(children.map(\.module)).convert(input, into: &graph, name: name)
  }
}
