import BarlowTwins
import Datasets
import Foundation
import Settings
import Testing
import TestSupport

@testable import Runs

/// What a run's record tells of its objective: for the report, the live view, the demo and the monitor.
@Suite struct RunRecordObjectiveTests {
  /// The configuration and the record of a run as `pretrain` makes them.
  private func resolve(_ objective: ObjectiveName, batch: Int, projector: String) throws
    -> (configuration: TrainingConfiguration, record: RunRecord)
  {
    var settings = Settings()
    for (setting, text) in [
      (Setting.recipe, "small"), (.objective, objective.rawValue), (.batchSize, String(batch)),
      (.projector, projector), (.precision, "bf16"),
    ] { try settings.set(setting, text: text) }
    let resolution = try SettingsResolution(
      commandLine: settings, data: DataFacts(description: .folder("photos"), count: 1000, channels: 1), processors: 1)
    let folder = try TemporaryFolder()
    try RunRecord(
      data: "photos", channels: 1, settings: resolution.settings, views: resolution.configuration.views,
      commandLine: [], environment: [:]
    ).write(to: folder.file("config.json"))
    return (resolution.configuration, try RunRecord(contentsOf: folder.file("config.json")))
  }

  @Test(arguments: ObjectiveName.allCases) func theRecordTellsTheWholeObjective(name: ObjectiveName) throws {
    for (batch, projector) in [(8, "16-32"), (64, "16-32")] {
      let (configuration, record) = try resolve(name, batch: batch, projector: projector)
      #expect(record.objective == configuration.objective && configuration.objective.name == name)
      #expect(record.floor == configuration.floor)
      #expect(record.diagnosisLambda == configuration.objective.diagnosisLambda)
    }
  }

  @Test(arguments: ObjectiveName.allCases) func floorsAreThoseOfTheObjectives(name: ObjectiveName) throws {
    // 8 images in 32 dimensions, and 64.
    let few = try resolve(name, batch: 8, projector: "16-32").record.floor
    let many = try resolve(name, batch: 64, projector: "16-32").record.floor
    func expect(_ value: Double?, _ expected: Double?, location: SourceLocation = #_sourceLocation) {
      if let value, let expected {
        #expect(abs(value - expected) < 1e-12 * max(abs(expected), 1), sourceLocation: location)
      } else {
        #expect(value == expected, sourceLocation: location)
      }
    }
    switch name {
    case .barlowTwins, .mixedBarlowTwins:
      let settings = try resolve(name, batch: 8, projector: "16-32").configuration.objective
      // λ (D² / (N − 1) − D).
      expect(few, try #require(settings.lambda) * (1024.0 / 7 - 32))
      expect(many, 0)
    case .invarianceOnly:
      expect(few, 0)
      expect(many, 0)
    case .contrastive:
      // log(1 + (2N − 2) exp(−N / (N − 1) / τ)) with τ 0.5; no room for 64 images.
      expect(few, log(1 + 14 * exp(-16.0 / 7)))
      expect(many, nil)
    case .vicreg:
      expect(few, nil)
      expect(many, 0)
    case .hsic:
      // λ (D² − 4 D + D² / (min(N, D) − 1)) with λ 1/D.
      expect(few, 32 - 4 + 32.0 / 7)
      expect(many, 32 - 4 + 32.0 / 31)
    case .stopGradient, .cosineSimilarity:
      expect(few, -1)
      expect(many, -1)
    }
  }

  @Test func onlyTheWeightOfARedundancyTermServesADiagnosis() {
    #expect(ObjectiveSettings.barlowTwins(lambda: 0.3).diagnosisLambda == 0.3)
    #expect(ObjectiveSettings.mixedBarlowTwins(lambda: 0.4, mixWeight: 2).diagnosisLambda == 0.4)
    for other in [
      ObjectiveSettings.hsic(lambda: 0.5), .invarianceOnly, .contrastive(temperature: 0.1), .vicreg, .stopGradient,
      .cosineSimilarity,
    ] { #expect(other.diagnosisLambda == BarlowTwinsObjective.publishedLambda, "\(other)") }
  }

  @Test func aRecordThatLacksANumberTellsNoObjective() throws {
    for name in ObjectiveName.allCases {
      let settings = try resolve(name, batch: 8, projector: "16-32").record.settings
      #expect(ObjectiveSettings(resolved: settings)?.name == name)
      for setting in name.settings + [.objective] {
        #expect(ObjectiveSettings(resolved: settings.filter { $0.key != setting }) == nil, "\(name) \(setting)")
      }
    }
  }
}
