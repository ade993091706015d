import NN
import ONNX
import Torch

extension VisionTransformer: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    guard let side = graph.imageSide else {
      throw ExportError("position embeddings need images of a fixed size")
    }
    let grid = (side + patches.patchSize - 1) / patches.patchSize
    var value = input
    if grid * patches.patchSize > side {
      let excess = grid * patches.patchSize - side
      value = graph.add("Pad", [value, graph.constant(name + "pads", [0, 0, 0, 0, 0, 0, excess, excess])])
    }
    value = try patches.projection.convert(value, into: &graph, name: name + "patch_embed.proj.")
    let features = classToken.size(2)
    value = graph.add("Reshape", [value, graph.constant(name + "tokens", [0, features, grid * grid])])
    value = graph.add("Transpose", [value], ["perm": .integers([0, 2, 1])])
    let embeddings = try withoutGradients { try patchPositions(rows: grid, columns: grid) }
    value = graph.add("Add", [value, try graph.constant(name + "pos_embed", embeddings)])
    // One class token, and the registers, for each image: of as many as the batch has.
    let shape = graph.add("Shape", [value], ["start": .integer(0), "end": .integer(1)])
    let places = graph.add("Concat", [shape, graph.constant(name + "ones", [1, 1])], ["axis": .integer(0)])
    let own = try withoutGradients { try Tensor.cat([placedClassToken] + (registers.map { [$0] } ?? []), 1) }
    let tokens = graph.add("Expand", [try graph.constant(name + "cls_token", own), places])
    value = graph.add("Concat", [tokens, value], ["axis": .integer(1)])
    for (index, block) in blocks.enumerated() {
      value = try block.convert(value, into: &graph, name: "\(name)blocks.\(index).")
    }
    let first = graph.add("Gather", [value, graph.index(name + "first", 0)], ["axis": .integer(1)])
    return try norm.convert(first, into: &graph, name: name + "norm.")
  }
}

extension TransformerBlock: ONNXConvertible {
  package func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    var value = try norm1.convert(input, into: &graph, name: name + "norm1.")
    value = try attention.convert(value, into: &graph, name: name + "attn.")
    if let scale1 { value = try scale1.convert(value, into: &graph, name: name + "ls1.") }
    let attended = graph.add("Add", [input, value])
    value = try norm2.convert(attended, into: &graph, name: name + "norm2.")
    value = try mlp.convert(value, into: &graph, name: name + "mlp.")
    if let scale2 { value = try scale2.convert(value, into: &graph, name: name + "ls2.") }
    return graph.add("Add", [attended, value])
  }
}

extension LayerScale: ONNXConvertible {
  package func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    graph.add("Mul", [input, try graph.constant(name + "gamma", gamma)])
  }
}

extension Attention: ONNXConvertible {
  package func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    let features = projection.weight.size(1)
    let depth = features / heads
    var parts = try qkv.convert(input, into: &graph, name: name + "qkv.")
    parts = graph.add("Reshape", [parts, graph.constant(name + "split", [0, 0, 3, heads, depth])])
    // [N, L, 3, heads, depth] to [3, N, heads, L, depth].
    parts = graph.add("Transpose", [parts], ["perm": .integers([2, 0, 3, 1, 4])])
    let (queries, keys, values) = (
      graph.add("Gather", [parts, graph.index(name + "q", 0)]),
      graph.add("Gather", [parts, graph.index(name + "k", 1)]),
      graph.add("Gather", [parts, graph.index(name + "v", 2)])
    )
    let scale = graph.constant(name + "scale", [1 / Float(depth).squareRoot()], shape: [])
    let turned = graph.add("Transpose", [keys], ["perm": .integers([0, 1, 3, 2])])
    let scores = graph.add("MatMul", [graph.add("Mul", [queries, scale]), turned])
    let attended = graph.add("MatMul", [graph.add("Softmax", [scores], ["axis": .integer(-1)]), values])
    let tokens = graph.add("Transpose", [attended], ["perm": .integers([0, 2, 1, 3])])
    let joined = graph.add("Reshape", [tokens, graph.constant(name + "join", [0, 0, features])])
    return try projection.convert(joined, into: &graph, name: name + "proj.")
  }
}
