import Augmentation
import Datasets
import Foundation

/// What a pretraining is told, made whole: the configuration that it trains by, and the record that its run folder keeps.
struct PretrainingPlan {
  let configuration: TrainingConfiguration
  /// What was chosen automatically and why, a line each.
  let reasons: [String]
  let record: RunRecord
  /// Whether a run that is already in the folder is removed.
  let isOverwriting: Bool

  /// Makes `settings` whole for these images.
  ///
  /// Where nothing can watch, the state of the embeddings, which is watched by default, is not; a vote of neighbours, for
  /// which somebody has asked, is refused.
  ///
  /// - Throws: ``ConfigurationError`` if something is missing, contradictory or impossible with these images; `TorchError`
  ///   if the device is not there.
  init(
    _ settings: Settings, images: any ImageDataset, of data: DatasetDescription, canWatch: Bool,
    commandLine: [String], environment: [String: String]
  ) throws {
    let resolution = try SettingsResolution(
      commandLine: settings, data: DataFacts(description: data, count: images.count, channels: images.channels),
      processors: ProcessInfo.processInfo.activeProcessorCount)
    var (configuration, values, reasons) = (resolution.configuration, resolution.settings, resolution.reasons)
    if !canWatch, configuration.monitor != .off {
      guard !configuration.monitor.watchesNeighbors else {
        throw ConfigurationError(
          "\(Setting.monitor.flag) \(configuration.monitor.rawValue) needs something that watches, and nothing is given; "
            + "pass a division such as MonitoredParts.init, or give \(Setting.monitor.flag) off")
      }
      configuration.monitor = .off
      values[.monitor] = .text(MonitorName.off.rawValue)
      reasons.append("monitor off: nothing is given that watches")
    }
    self.configuration = configuration
    self.reasons = reasons
    isOverwriting = settings[.overwrite] == .flag(true)
    record = RunRecord(
      data: String(describing: data), channels: images.channels, settings: values, views: configuration.views,
      commandLine: commandLine, environment: environment)
  }
}
