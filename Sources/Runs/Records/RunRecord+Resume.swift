import Datasets
import Settings

extension RunRecord {
  /// The settings that may change when a run is resumed: they do not decide what is computed.
  private static let free: Set<String> = [
    "recipe", "workers", "checkpointEvery", "monitorEvery", "keepBest", "usualFeatures", "recompute",
  ]

  /// The entry of ``environment`` that tells how many processes trained together, if more than one did.
  public static let processesKey = "processes"

  /// The number of processes that the run was started with.
  public var processes: Int { environment[Self.processesKey].flatMap { Int($0) } ?? 1 }

  /// Checks that a run goes on with the images that it was started on.
  ///
  /// - Throws: `ConfigurationError` that tells both counts if they are others; records of versions that kept no identity pass.
  public func requireSameData(_ found: DataIdentity, folder: String) throws {
    guard let identity, identity != found else { return }
    let change: SettingMessage =
      identity.images == found.images
      ? "\(found.images) images of other names or sizes" : "\(found.images) images"
    throw ConfigurationError(
      "\(folder) was started on \(identity.images) images of \(configuration.data), which now holds \(change); bring them back, "
        + "give another \(setting: "output"), or \(setting: "overwrite") to start anew")
  }

  /// Checks that a run that is resumed is the one that this record is of.
  ///
  /// - Parameters:
  ///   - new: The configuration of the run that is to go on, resolved.
  ///   - folder: The run folder, for the message.
  ///   - lengthIsFree: Whether it may have another length, as a run that is prolonged has.
  ///   - processes: The number of processes that it shall go on with; another one may have other threads too.
  /// - Throws: `ConfigurationError` that names the first difference.
  public func requireSame(_ new: TrainingConfiguration, folder: String, lengthIsFree: Bool = false, processes: Int = 1)
    throws
  {
    let remedy: SettingMessage =
      "; repeat the first command to resume, give another \(setting: "output"), or \(setting: "overwrite") to start anew"
    let free = Self.free.union(lengthIsFree ? ["epochs", "minutes"] : [])
      .union(processes == self.processes ? [] : ["threads"])
    let (mine, others) = (try configuration.settings, try new.settings)
    guard configuration.data == new.data else {
      throw ConfigurationError("\(folder) was trained on \(configuration.data), not \(new.data)\(remedy)")
    }
    for setting in Setting.all where !free.contains(setting.name) && mine[setting.name] != others[setting.name] {
      let words = [mine, others].map { $0[setting.name]?.description ?? "nothing" }
      throw ConfigurationError(
        "\(folder) was started with \(setting: setting.name) \(words[0]), not \(words[1])\(remedy)")
    }
    guard configuration.views == new.views else {
      throw ConfigurationError("\(folder) was started with other views\(remedy)")
    }
  }
}
