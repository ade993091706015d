import BarlowTwins
import Datasets
import Experiments
import FeatureTestSupport
import Foundation
import Runs
import TestSupport
import Testing
import Torch
import Training

@testable import Evaluation

/// The trainings of `collapse`, and what becomes of them.
@Suite struct CollapseExperimentTests {
  @Test func onlyTheObjectivesDiffer() throws {
    let (data, output) = (try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: data, count: 100)
    let experiment = try CollapseExperiment(
      OpenedData(DatasetDescription(parsing: data.path)), folder: output.path, images: 80, epochs: 4, seed: 3,
      environment: ["note": "tried"])
    var configurations: [TrainingConfiguration] = []
    for scenario in CollapseScenario.allCases {
      // A training that was stopped has no outcome, and nothing is written for it here.
      let outcome = try experiment.outcome(of: scenario) { pretraining in
        #expect(pretraining.run.path == output.file(scenario.name))
        #expect(pretraining.configuration.objective.name == scenario.objective)
        configurations.append(pretraining.configuration)
        return false
      }
      #expect(outcome == nil)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: output.path).isEmpty)
    // A batch fits into what is left of 80 images; six measurements are spread over four epochs of one step.
    #expect(configurations.allSatisfy { $0.batchSize == 64 && $0.seed == 3 && $0.maxImages == 80 })
    #expect(configurations.allSatisfy { $0.monitor == .both && $0.monitorEvery == 1 && $0.dimension == 128 })
    #expect(Set(configurations.map(\.objective.name)).count == 5)
  }

  @Test func anOutcomeTellsHowFarFeaturesVary() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder)
    func outcome(_ embeddings: Tensor) throws -> CollapseOutcome {
      try CollapseOutcome(.barlowTwins, history: RunHistory(path: run.path), embeddings: embeddings)
    }
    let collapsed = try outcome(Tensor.ones([40, 16]))
    #expect(Set(collapsed.deviations) == [0] && collapsed.deviations.count == 640)
    let varied = try outcome(Tensor.normal([40, 16], seed: 1))
    #expect(abs(varied.deviations.reduce(0) { $0 + $1 * $1 } / 640 - 1) < 0.1)
    // The verdict is what was seen last during the training.
    #expect(varied.isAsExpected && varied.accuracy == 0.65 && varied.summary.verdict == .healthy)

    let unwatched = try ReportFixture.writeRun(folder, "unwatched", moments: 0)
    #expect(throws: EvaluationError.self) {
      try CollapseOutcome(
        .barlowTwins, history: RunHistory(path: unwatched.path), embeddings: Tensor.ones([2, 2]))
    }
  }
}
