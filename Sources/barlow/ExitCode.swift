import BarlowTwins
import Clustering
import Datasets
import Distributed
import Encoders
import Evaluation
import Export
import Files
import Foundation
import Images
import NN
import Reporting
import Runs
import Settings
import Torch
import Training

/// The status that the program ends with; the numbers are those of `sysexits.h` and of the shell.
enum ExitCode: Int32, CaseIterable {
  /// Done.
  case done = 0
  /// The command line or a setting makes no sense.
  case usage = 64
  /// A file is damaged or holds what cannot be used; a training has diverged.
  case badData = 65
  /// A file or folder does not exist.
  case missingInput = 66
  /// A device, a library, a font, memory or a folder in use is not available.
  case unavailable = 69
  /// Something that should not happen.
  case internalError = 70
  /// Reading or writing failed.
  case inputOutput = 74
  /// Stopped by the user, after a checkpoint where there is one to write.
  case interrupted = 130

  /// When the program ends with it.
  var meaning: String {
    switch self {
    case .done: "done"
    case .usage:
      "the command line or a setting makes no sense, or names a thing of another kind: a file for a folder, an archive for images"
    case .badData: "a file is damaged or cannot be used; training diverged"
    case .missingInput: "a file or folder does not exist"
    case .unavailable:
      "a device, a library, a font, memory or a folder in use is not available; what is too large is told before it is tried"
    case .internalError: "an internal error"
    case .inputOutput: "reading or writing failed: disk full, permission denied"
    case .interrupted: "interrupted: by Ctrl-C or SIGTERM, after a checkpoint where there is one to write"
    }
  }

  /// The status for an error.
  init(_ error: any Error) {
    switch error {
    case is InterruptedError: self = .interrupted
    case is UsageError, is ConfigurationError, is DeviceNameError, is ExportError: self = .usage
    case is TrainingError, is StateError, is ObjectiveError, is FeatureError: self = .badData
    case is TypefaceError: self = .unavailable
    case let error as EvaluationError: self.init(error.kind)
    case let error as ClusteringError: self = error.kind == .usage ? .usage : .badData
    case let error as ProcessGroupError:
      self = error.exitCode.flatMap(ExitCode.init(rawValue:)) ?? (error.kind == .usage ? .usage : .unavailable)
    case is MemoryError: self = .unavailable
    case let error as ImageError: self = error.kind == .outOfMemory ? .unavailable : .badData
    case let error as DatasetError where error.isExhaustion: self = .unavailable
    case let error as DatasetError: self.init(error.kind)
    case let error as FileError: self.init(error.kind)
    case let error as TorchError: self.init(error.kind)
    default: self = .internalError
    }
  }

  private init(_ kind: EvaluationError.Kind) {
    self =
      switch kind {
      case .usage: .usage
      case .badData: .badData
      }
  }

  private init(_ kind: DatasetError.Kind) {
    self =
      switch kind {
      case .usage: .usage
      case .badData: .badData
      case .missingInput: .missingInput
      case .inputOutput: .inputOutput
      case .stopped: .interrupted
      }
  }

  private init(_ kind: FileError.Kind) {
    self =
      switch kind {
      case .missing: .missingInput
      case .damaged: .badData
      case .inputOutput: .inputOutput
      case .inUse: .unavailable
      case .usage: .usage
      }
  }

  private init(_ kind: TorchError.Kind) {
    self =
      switch kind {
      case .unavailable, .outOfMemory: .unavailable
      case .invalidArgument, .failed: .internalError
      }
  }

  /// The one line that tells a user of an error; `command` is the one that failed.
  static func message(for error: any Error, in command: (any Command.Type)? = nil) -> String {
    if let error = error as? TorchError, error.kind == .outOfMemory {
      return "the memory is exhausted (\(error)); \(memoryRemedy(command))"
    }
    if let error = error as? MemoryError { return "\(error); \(memoryRemedy(command))" }
    if let error = error as? DatasetError {
      let flag = Setting.flag("onBadImage")
      let isThere = command?.options.contains { $0.flag == flag } ?? false
      return isThere ? error.description(skipping: "give \(flag) skip") : error.description
    }
    let text = (error as? any SettingError).map { $0.message.description(spelling: Setting.flag) }
    return (text ?? String(describing: error)).split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// The flags that make a command take less memory, the most helpful first.
  private static let memoryFlags = ["--batch-size", "--max-images", "--projector", "--image-size", "--workers", "--k"]

  private static func memoryRemedy(_ command: (any Command.Type)?) -> String {
    let flags = memoryFlags.filter { flag in command?.options.contains { $0.flag == flag } ?? false }
    guard let last = flags.last else { return "give less data, or raise the limit (ulimit -v) or the machine's memory" }
    let list = flags.count > 1 ? "\(flags.dropLast().joined(separator: ", ")) or \(last)" : last
    return "try a smaller \(list)"
  }
}
