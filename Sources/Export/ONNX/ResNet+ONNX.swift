import NN
import ONNX
import Torch

extension ResNet: ONNXConvertible {
  public func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    var value = try stem.convolution.convert(input, into: &graph, name: name + "conv1.")
    value = graph.add("Relu", [try stem.normalization.convert(value, into: &graph, name: name + "bn1.")])
    if let pool { value = try pool.convert(value, into: &graph, name: name) }
    for (index, stage) in stages.enumerated() {
      value = try stage.convert(value, into: &graph, name: "\(name)layer\(index + 1).")
    }
    guard grid > 1 else { return graph.add("Flatten", [graph.add("GlobalAveragePool", [value])]) }
    return graph.add("Flatten", [try averages(of: value, into: &graph, name: name)])
  }

  /// The averages of the cells of a grid, `[N, C, grid, grid]`: products with a matrix for rows and one for columns.
  ///
  /// ONNX has no pooling to a given size. Cells overlap where the side is no multiple of the grid, as PyTorch's do: cell i reaches from
  /// ⌊i·side/grid⌋ to ⌈(i + 1)·side/grid⌉.
  private func averages(of value: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    guard let side = graph.imageSide.map(lastSide) else {
      throw ExportError("a grid of \(grid) cells needs images of a fixed size")
    }
    var weights = [Float](repeating: 0, count: grid * side)
    for cell in 0..<grid {
      let (start, end) = (cell * side / grid, ((cell + 1) * side + grid - 1) / grid)
      for place in start..<end { weights[cell * side + place] = 1 / Float(end - start) }
    }
    let transposed = (0..<side * grid).map { weights[$0 % grid * side + $0 / grid] }
    let rows = graph.constant(name + "grid.rows", weights, shape: [grid, side])
    let columns = graph.constant(name + "grid.columns", transposed, shape: [side, grid])
    return graph.add("MatMul", [graph.add("MatMul", [rows, value]), columns])
  }

  /// The side of what the last stage gives.
  private func lastSide(_ imageSide: Int) -> Int {
    func after(_ side: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int {
      (side + 2 * padding - kernel) / stride + 1
    }
    var side = after(imageSide, stem.convolution.weight.size(2), stem.convolution.stride, stem.convolution.padding)
    if let pool { side = after(side, pool.kernel, pool.stride, pool.padding) }
    for _ in stages.dropFirst() { side = after(side, 3, 2, 1) }
    return side
  }
}

extension ResidualBlock: ONNXConvertible {
  package func convert(_ input: ONNXValue, into graph: inout ONNXGraph, name: String) throws -> ONNXValue {
    var value = input
    for (index, layer) in layers.enumerated() {
      value = try layer.convolution.convert(value, into: &graph, name: "\(name)conv\(index + 1).")
      value = try layer.normalization.convert(value, into: &graph, name: "\(name)bn\(index + 1).")
      if index < layers.count - 1 { value = graph.add("Relu", [value]) }
    }
    let beside = try shortcut?.convert(input, into: &graph, name: name + "downsample.") ?? input
    return graph.add("Relu", [graph.add("Add", [value, beside])])
  }
}
