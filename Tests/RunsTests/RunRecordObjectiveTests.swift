import BarlowTwins
import Datasets
import Files
import Foundation
import Settings
import Testing
import TestSupport

@testable import Runs

/// What a run's record tells of its objective: for the report, the live view, the demo and the monitor.
@Suite struct RunRecordObjectiveTests {
  /// The configuration and the record of a run as `pretrain` makes them.
  private func resolve(_ objective: String, batch: Int, projector: String) throws
    -> (configuration: TrainingConfiguration, record: RunRecord)
  {
    let given = try SettingLayer([
      "recipe": "small", "objective": objective, "batchSize": String(batch), "projector": projector,
      "precision": "bf16",
    ])
    let configuration = try TrainingConfiguration(layers: [given], suggesting: "small").resolved(
      for: DataFacts(description: .folder("photos"), count: 1000, channels: 1)
    ).configuration
    let folder = try TemporaryFolder()
    try RunRecord(configuration: configuration).write(to: folder.file("config.json"))
    return (configuration, try RunRecord(contentsOf: folder.file("config.json")))
  }

  @Test(arguments: ObjectiveResolutionTests.names) func theRecordTellsTheWholeObjective(name: String) throws {
    for (batch, projector) in [(8, "16-32"), (64, "16-32")] {
      let (configuration, record) = try resolve(name, batch: batch, projector: projector)
      #expect(record.objective.isEqual(to: configuration.objective) && configuration.objective.name == name)
      #expect(record.configuration == configuration)
      #expect(record.floor == configuration.floor)
      #expect(record.diagnosisLambda == configuration.objective.diagnosisLambda)
    }
  }

  @Test(arguments: ObjectiveResolutionTests.names) func floorsAreThoseOfTheObjectives(name: String) throws {
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
    case "barlow-twins", "mixed-barlow-twins":
      let objective = try resolve(name, batch: 8, projector: "16-32").configuration.objective
      // λ (D² / (N − 1) − D).
      expect(few, try #require(objective.numbers["lambda"]) * (1024.0 / 7 - 32))
      expect(many, 0)
    case "invariance-only":
      expect(few, 0)
      expect(many, 0)
    case "contrastive":
      // log(1 + (2N − 2) exp(−N / (N − 1) / τ)) with τ 0.5; no room for 64 images.
      expect(few, log(1 + 14 * exp(-16.0 / 7)))
      expect(many, nil)
    case "vicreg":
      expect(few, nil)
      expect(many, 0)
    case "hsic":
      // λ (D² − 4 D + D² / (min(N, D) − 1)) with λ 1/D.
      expect(few, 32 - 4 + 32.0 / 7)
      expect(many, 32 - 4 + 32.0 / 31)
    case "stop-gradient", "cosine-similarity":
      expect(few, -1)
      expect(many, -1)
    default: Issue.record("no floor is known of \(name)")
    }
  }

  @Test func onlyTheWeightOfARedundancyTermServesADiagnosis() {
    #expect(BarlowTwinsObjective(lambda: 0.3).diagnosisLambda == 0.3)
    #expect(MixedBarlowTwinsObjective(lambda: 0.4, mixWeight: 2).diagnosisLambda == 0.4)
    let others: [any Objective] = [
      HSICObjective(lambda: 0.5), InvarianceOnlyObjective(), ContrastiveObjective(temperature: 0.1), VICRegObjective(),
      StopGradientObjective(), CosineSimilarityObjective(),
    ]
    for other in others { #expect(other.diagnosisLambda == BarlowTwinsObjective.publishedLambda, "\(other)") }
  }

  @Test func aRecordThatIsNotWholeIsDamaged() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("config.json")
    let (_, record) = try resolve("barlow-twins", batch: 8, projector: "16-32")
    try record.write(to: path)
    guard
      case .object(let whole) = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: URL(filePath: path)))
    else { return }
    func expectDamaged(_ members: [String: JSONValue], _ words: String) throws {
      try JSONEncoder().encode(members).write(to: URL(filePath: path))
      let error = try #require(throws: FileError.self) { try RunRecord(contentsOf: path) }
      #expect(error.kind == .damaged && error.description.contains(words), "\(error)")
    }
    for key in ["backbone", "width", "objective", "projector", "viewA", "batchSize", "seed"] {
      try expectDamaged(whole.filter { $0.key != key }, key)
    }
    try expectDamaged(whole.merging(["batchSize": .text("many")]) { $1 }, "batchSize takes a whole number")
    try expectDamaged(whole.merging(["btchSize": .integer(8)]) { $1 }, "btchSize")
    try expectDamaged(whole.merging(["version": .integer(1)]) { $1 }, "version 2")
  }
}
