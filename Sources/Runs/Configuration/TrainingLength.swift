import Settings

/// When a training ends.
public enum TrainingLength: Equatable, Sendable, CustomStringConvertible {
  /// After every image was seen this often.
  case epochs(Int)
  /// After this many minutes of training, pauses between resumed parts not counted.
  case minutes(Double)

  public var description: String {
    switch self {
    case .epochs(let epochs): epochs == 1 ? "1 epoch" : "\(epochs) epochs"
    case .minutes(let minutes): minutes == 1 ? "1 minute" : "\(JSONValue.number(minutes)) minutes"
    }
  }
}
