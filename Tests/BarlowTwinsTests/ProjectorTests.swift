import NN
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import BarlowTwins

@Suite struct ProjectorTests {
  @Test func keysAreThoseOfASequence() throws {
    let projector = try Projector(inputs: 6, widths: [5, 4, 3], from: ParameterSource(seed: 0))
    func norm(_ index: Int) -> [String] {
      ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"].map { "\(index).\($0)" }
    }
    #expect(projector.namedState().map(\.name) == ["0.weight"] + norm(1) + ["3.weight"] + norm(4) + ["6.weight"])
    #expect(projector.stateDictionary()["0.weight"]?.shape == [5, 6])
    #expect(projector.stateDictionary()["6.weight"]?.shape == [3, 4])
  }

  @Test(arguments: [[16], [32, 8], [24, 24, 40]]) func passesAgreeWithPyTorch(widths: [Int]) throws {
    let projector = try Projector(inputs: 12, widths: widths, from: ParameterSource(seed: 1))
    try withoutGradients {
      for (index, entry) in projector.namedState().enumerated() where entry.tensor.dimensionCount == 1 {
        let isVariance = entry.name.hasSuffix("var")
        try entry.tensor.copy(
          from: Tensor.uniform(entry.tensor.shape, low: isVariance ? 0.5 : -1, high: 1.5, seed: UInt64(index)))
      }
    }
    let z = try Tensor.normal([20, 12], seed: 2)
    var inputs = [
      "inputs": try ReferenceArray(z), "widths": ReferenceArray(shape: [widths.count], values: widths.map(Double.init)),
    ]
    for (name, tensor) in projector.namedState() { inputs["state." + name] = try ReferenceArray(tensor) }
    let reference = try PythonReference.run("projector.py", inputs)
    let (evaluated, trained) = (try projector(z, mode: .evaluation), try projector(z, mode: .training))
    #expect(try evaluated.relativeError(to: #require(reference["evaluation"])) < 1e-5)
    #expect(try trained.relativeError(to: #require(reference["training"])) < 1e-5)
    for (name, expected) in reference where name.hasPrefix("buffer.") {
      let buffer = try #require(projector.stateDictionary()[String(name.dropFirst(7))])
      #expect(try buffer.relativeError(to: expected) < 1e-5, "\(name)")
    }
    #expect(projector.widths == widths)
  }
}
