import Files

/// Why a data set could not be opened or read: one line that names the file and the remedy.
public struct DatasetError: Error, Sendable, Equatable, Codable, CustomStringConvertible {
  /// The class of failure.
  public enum Kind: Sendable, Equatable, Codable {
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
  }

  /// The class of failure.
  public let kind: Kind
  /// One line: what is wrong with what, and the remedy.
  public let description: String
  /// True when the machine ran out of something, so that no single image is to blame and none may be skipped for it.
  package let isExhaustion: Bool

  /// True when a single image is to blame, and whoever chose to end at such an image could choose to skip it.
  package let isSkippable: Bool
  /// What is wrong with which single image, without a remedy; nil if no single image is to blame.
  ///
  /// Whoever hands over images one by one has other remedies than whoever names a data set.
  package let imageFault: String?
  /// ``description`` without the remedy to skip the image.
  private let reason: String

  /// Makes an error of `kind` that reads `description`.
  public init(_ kind: Kind, _ description: String) {
    self.init(kind, description, isExhaustion: false)
  }

  init(
    _ kind: Kind, _ reason: String, isExhaustion: Bool, isSkippable: Bool = false, imageFault: String? = nil
  ) {
    self.kind = kind
    self.imageFault = imageFault?.withoutControls
    let reason = reason.withoutControls
    self.reason = reason
    self.isExhaustion = isExhaustion
    self.isSkippable = isSkippable
    description = isSkippable ? "\(reason), or choose to skip bad images" : reason
  }

  /// The description with `skipping`, such as `give --on-bad-image skip`, for the remedy to skip the image, if it is one.
  package func description(skipping: String) -> String { isSkippable ? "\(reason), or \(skipping)" : description }
}
