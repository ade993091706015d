import Testing
import Torch

@testable import NN

/// Which branches are left out depends on seed, step, pass, branch and image alone.
@Suite struct DropPathTests {
  private func factors(seed: UInt64 = 1, step: Int = 2, pass: Int = 0, branch: Int = 3, rate: Double = 0.3) -> [Float] {
    BranchDraw(seed: seed, step: step, pass: pass).factors(branch: branch, images: 4000, rate: rate)
  }

  @Test func factorsAreAFunctionOfTheirPlace() {
    let usual = factors()
    #expect(factors() == usual)
    for other in [factors(seed: 2), factors(step: 3), factors(pass: 1), factors(branch: 4)] {
      #expect(other != usual)
      // Independent draws agree in 0.3² + 0.7² of all places.
      let agreeing = Double(zip(other, usual).filter { $0 == $1 }.count) / 4000
      #expect(abs(agreeing - 0.58) < 0.05)
    }
  }

  @Test func keptBranchesAreScaledToTheirExpectation() {
    let values = factors()
    #expect(Set(values) == [0, Float(1 / 0.7)])
    #expect(abs(values.reduce(0, +) / 4000 - 1) < 0.05)
  }

  @Test func ratesGrowLinearly() {
    for (block, expected) in [0, 0.1, 0.2, 0.3, 0.4].enumerated() {
      #expect(abs(DropPath.rate(ofBlock: block, of: 5, last: 0.4) - expected) < 1e-12)
    }
    #expect(DropPath.rate(ofBlock: 0, of: 1, last: 0.4) == 0)
  }

  @Test func rowsAreLeftOutInDrawnTrainingOnly() throws {
    let drop = DropPath(branch: 0, rate: 0.5)
    let output = try Tensor.ones([64, 2, 3])
    let draw = BranchDraw(seed: 1, step: 0, pass: 0)
    for mode in [ForwardMode.training, .evaluation, .evaluation.dropping(draw)] {
      #expect(try drop(output, mode: mode).doubles().allSatisfy { $0 == 1 })
    }
    for mode in [ForwardMode.training.dropping(draw), .unrecorded.dropping(draw)] {
      let rows = try drop(output, mode: mode).reshape([64, 6]).mean([1]).doubles()
      #expect(Set(rows) == [0, 2])
    }
    #expect(try drop(output.to(.bfloat16), mode: .training.dropping(draw)).dtype == .bfloat16)
  }
}
