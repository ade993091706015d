import Files
import Foundation
import Settings
import Weights

/// The folder that holds everything about one training.
///
/// `config.json`, `metrics.jsonl` (and `.csv`), `monitor.jsonl`, `evaluations.jsonl`, `checkpoints/step-N.safetensors`,
/// `weights/backbone.safetensors` and `weights/projector.safetensors`, `features/`, `tensorboard/`, `report.html`.
public struct RunFolder: Sendable {
  /// The folder.
  public let path: String

  public init(_ path: String) { self.path = path }

  /// What was resolved at the start, and the command line.
  public var configurationFile: String { path + "/config.json" }
  /// One line of JSON per step.
  public var metricsFile: String { path + "/metrics.jsonl" }
  /// The same as a table of comma-separated values.
  public var metricsTableFile: String { path + "/metrics.csv" }
  /// One line of JSON, a ``MonitorRecord``, for each measurement of the network during training.
  public var monitorFile: String { path + "/monitor.jsonl" }
  /// One line of JSON for each evaluation of the run's network.
  public var evaluationsFile: String { path + "/evaluations.jsonl" }
  /// Features that evaluations have computed, kept for the next one.
  public var featuresFolder: String { path + "/features" }
  /// The report that `barlow report` writes unless told otherwise.
  public var reportFile: String { path + "/report.html" }
  /// The states from which training can go on.
  public var checkpointFolder: String { path + "/checkpoints" }
  /// The network that other commands use, written at each checkpoint.
  public var weightsFolder: String { path + "/weights" }
  /// The representation network alone.
  public var backboneFile: String { weightsFolder + "/backbone.safetensors" }
  /// The projector alone.
  public var projectorFile: String { weightsFolder + "/projector.safetensors" }

  /// The whitening of representations, where the run has one.
  public var whiteningFile: String { weightsFolder + "/whitening.safetensors" }

  /// The weights of the best measurement, where ``TrainingConfiguration/keepBest`` asks for them: a folder that other commands
  /// take for a run.
  public var best: RunFolder { RunFolder(path + "/best") }

  /// The run whose best weights this folder holds; nil if it is a run of its own.
  package var runOfBest: RunFolder? {
    let place = URL(filePath: path).standardizedFileURL
    let parent = RunFolder(place.deletingLastPathComponent().path)
    return place.lastPathComponent == "best" && holdsRun && parent.holdsRun ? parent : nil
  }

  /// The TensorBoard event files.
  public var eventFolder: String { path + "/tensorboard" }

  /// The file that whoever trains here holds a claim on.
  package var lockFile: String { path + "/.lock" }

  /// Whether a training was ever started here.
  public var holdsRun: Bool {
    // Programs on top of timm and Hugging Face keep weights beside a config.json of their own.
    FileManager.default.fileExists(atPath: configurationFile) && !WeightsFile.isInFolder(path)
  }

  /// Claims the folder for this process, creating it if need be.
  ///
  /// - Throws: `FileError`: `inUse` if another process trains here; `ConfigurationError` if the folder holds other things.
  public func claim() throws -> FileLock {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard holdsRun || entries.allSatisfy({ $0.hasPrefix(".") }) else {
      throw ConfigurationError("\(path) holds other files and no run; give \(setting: "output") an empty or new folder")
    }
    try createFolder(path)
    return try FileLock(path: lockFile, purpose: "the run folder \(path)")
  }

  /// Removes the run, and nothing else that may lie in the folder.
  public func removeRun() throws {
    let items = [
      checkpointFolder, weightsFolder, best.path, metricsFile, metricsTableFile, monitorFile, evaluationsFile,
      featuresFolder,
      reportFile,
      eventFolder,
      configurationFile,
    ]
    for item in items {
      guard FileManager.default.fileExists(atPath: item) else { continue }
      do {
        try FileManager.default.removeItem(atPath: item)
      } catch {
        throw FileError(.inputOutput, "cannot remove \(item): access is denied or it is in use")
      }
    }
  }
}
