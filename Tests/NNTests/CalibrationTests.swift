import Testing
import TensorTestSupport
import TestSupport
import Torch

@testable import NN

/// Networks without training that are fair baselines.
@Suite struct CalibrationTests {
  @Test func runningStatisticsAreTheMeansOverTheBatches() throws {
    let norm = try BatchNorm(3, from: ParameterSource(seed: 1))
    let statistics = DelayedStatistics()
    let batches = try (0..<4).map { try Tensor.normal([20, 3], std: 2, seed: UInt64($0)) + Double($0) }
    for batch in batches { _ = try norm(batch, mode: .training(delaying: statistics)) }
    #expect(try norm.runningMean.doubles() == [0, 0, 0] && norm.runningVariance.doubles() == [1, 1, 1])
    try statistics.setRunningStatistics()
    let means = try batches.map { try $0.mean([0]).doubles() }
    for feature in 0..<3 {
      let mean = means.map { $0[feature] }.reduce(0, +) / 4
      #expect(try abs(norm.runningMean.doubles()[feature] - mean) < 1e-5)
      let variance =
        try batches.map { batch in
          let values = try batch.doubles().enumerated().filter { $0.offset % 3 == feature }.map(\.element)
          let mean = values.reduce(0, +) / 20
          return values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 19
        }.reduce(0, +) / 4
      #expect(try abs(norm.runningVariance.doubles()[feature] - variance) < 1e-4)
    }
    // What was kept is used once.
    try statistics.setRunningStatistics()
    #expect(try abs(norm.runningMean.doubles()[0] - means.map { $0[0] }.reduce(0, +) / 4) < 1e-5)
  }

  @Test func residualBranchesAreOpenedAndNothingElseChanges() throws {
    let configuration = ResNetConfiguration(variant: .resnet10, width: 4, stem: .cifar)
    let (closed, open) = (
      try configuration.make(from: ParameterSource(seed: 3)), try configuration.make(from: ParameterSource(seed: 3))
    )
    try open.openResidualBranches()
    let pairs = zip(closed.namedState(), open.namedState())
    let changed = try pairs.filter { try $0.tensor.doubles() != $1.tensor.doubles() }
    #expect(!changed.isEmpty)
    for (before, after) in changed {
      #expect(before.name.hasSuffix("bn2.weight"))
      #expect(try after.tensor.doubles().allSatisfy { $0 == 1 })
    }
  }
}
