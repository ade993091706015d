import Datasets
import Distributed
import Foundation
import Runs
import Settings
import Torch

extension ProcessGroup {
  /// What must be the same in every process, by name.
  private static let ofPlaces: Set<String> = ["data", "from", "device", "workers"]

  /// The owner's configuration, resolved, once all processes have shown that they were given the same.
  ///
  /// What is chosen by measuring a machine is measured by the owner, so that nothing depends on which process was faster.
  ///
  /// - Parameters:
  ///   - given: What this process was given.
  ///   - identity: The images that it has.
  ///   - program: The version of the program.
  ///   - description: What it calls its images, which may lie elsewhere on another machine.
  ///   - resolve: Resolves it; called in the owner alone.
  /// - Returns: The configuration, and why it is so.
  /// - Throws: `ProcessGroupError` that names a process with other settings, data or versions; what `resolve` throws.
  func resolved(
    _ given: TrainingConfiguration, identity: DataIdentity, program: String?, description: DatasetDescription,
    by resolve: () throws -> (configuration: TrainingConfiguration, reasons: [String])
  ) throws -> (configuration: TrainingConfiguration, reasons: [String]) {
    guard !isAlone else { return try resolve() }
    var facts = try given.settings.filter { !Self.ofPlaces.contains($0.key) }.mapValues(\.description)
    facts["libtorch"] = Runtime.libraryVersion
    facts["barlow"] = program ?? "no version"
    facts["the data"] = identity.summary
    try requireSame(facts, remedy: "start all processes with the same settings, data and versions")
    let own = try isOwner ? resolve() : nil
    let words = try broadcast(own.map { try JSONEncoder().encode($0.configuration) } ?? Data())
    var configuration = try JSONDecoder().decode(TrainingConfiguration.self, from: words)
    try requireShares(of: configuration)
    if let own { return own }
    configuration.data = String(describing: description.absolute)
    configuration.device = try device(given.device)
    return (configuration, [])
  }

  /// Checks that every process has images of every batch, and of every micro-batch.
  ///
  /// - Throws: `ConfigurationError` that says what to change.
  package func requireShares(of configuration: TrainingConfiguration) throws {
    let batchSize = configuration.batchSize
    let least = BatchShares(of: batchSize, among: size).counts.min() ?? 0
    guard least > 0 else {
      throw ConfigurationError(
        "a batch of \(batchSize) leaves some of \(size) processes without images; start fewer, or give \(setting: "batchSize") \(2 * size) or more"
      )
    }
    guard configuration.accumulate == 1 || least >= 2 * configuration.accumulate else {
      throw ConfigurationError(
        "\(setting: "accumulate") \(configuration.accumulate) leaves some of \(size) processes without images of a micro-batch, since one has \(least) of a batch of \(batchSize); give \(max(least / 2, 1)) or less"
      )
    }
  }
}

extension MachineFacts {
  /// What one of several processes has of the machine.
  package func shared(in group: ProcessGroup) -> MachineFacts {
    sharedAmong(processesHere: group.localSize, processes: group.size)
  }
}
