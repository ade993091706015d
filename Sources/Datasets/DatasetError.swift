/// Why a data set could not be opened or read: one line that names the file and the remedy.
public struct DatasetError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The class of failure, which decides a command's exit status.
  public enum Kind: Sendable, Equatable {
    /// The request makes no sense.
    case usage
    /// A file is damaged, or is not what it should be.
    case badData
    /// A file or folder does not exist.
    case missingInput
    /// The system refused to read what exists.
    case inputOutput
    /// The loader was stopped while, or before, a batch was asked for.
    case stopped

    /// The status that a command exits with, after `sysexits.h`; 130 for a stopped loader.
    public var exitStatus: Int32 {
      switch self {
      case .usage: 64
      case .badData: 65
      case .missingInput: 66
      case .inputOutput: 74
      case .stopped: 130
      }
    }
  }

  /// The class of failure.
  public let kind: Kind
  /// One line: what is wrong with what, and the remedy.
  public let description: String
  /// True when the machine ran out of something, so that no single image is to blame and none may be skipped for it.
  package let isExhaustion: Bool

  /// Makes an error of `kind` that reads `description`.
  public init(_ kind: Kind, _ description: String) {
    self.init(kind, description, isExhaustion: false)
  }

  init(_ kind: Kind, _ description: String, isExhaustion: Bool) {
    self.kind = kind
    self.description = description
    self.isExhaustion = isExhaustion
  }
}
