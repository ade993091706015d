import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import BarlowTwins

/// Features that are the same for all images normalize to zero, so that their loss is the number of features.
@Suite struct CompleteCollapseTests {
  // The worked example of the method's source text: two equal rows, normalized without scale and shift.
  @Test func equalRowsNormalizeToZeros() throws {
    let z = try Tensor.from([1, 2, 3, 4, 1, 2, 3, 4] as [Float], shape: [2, 4])
    let reference = try #require(try PythonReference.run("batch_norm.py", ["z": try ReferenceArray(z)])["z"])
    let own = try StandardizedEmbeddings(z).values.doubles()
    #expect(reference.shape == [2, 4])
    #expect(reference.values.allSatisfy { abs($0) < 1e-4 })
    #expect(own == [Double](repeating: 0, count: 8))
  }

  @Test func normalizationIsPyTorchs() throws {
    let z = try Tensor.normal([32, 6], mean: 3, std: 2, seed: 4)
    let reference = try #require(try PythonReference.run("batch_norm.py", ["z": try ReferenceArray(z)])["z"])
    #expect(try StandardizedEmbeddings(z).values.relativeError(to: reference) < 1e-6)
  }

  @Test(arguments: BarlowTwinsObjectiveTests.forms, [DType.float32, .float64])
  func theLossOfCollapseIsTheNumberOfFeatures(form: CorrelationTerms.Form, dtype: DType) throws {
    let row = try Tensor.normal([1, 40], seed: 2, dtype: dtype)
    let z = try Tensor.cat([Tensor](repeating: row, count: 16))
    let value = try BarlowTwinsObjective(form: form).evaluate(z, z, wantsGradients: true)
    #expect(abs(value.loss - 40) < 1e-4)
    #expect(abs(value.terms.meanDiagonal) < 1e-6)
    #expect(value.terms.redundancy < 1e-6)
    // Nothing pulls collapsed features apart: collapse is excluded by its loss, not by its gradient.
    let gradients = try #require(value.gradients)
    #expect(try gradients[0].isFinite() && gradients[1].isFinite())
    #expect(try gradients[0].norm().item() < 0.1)
  }
}
