/// When a training ends.
public enum TrainingLength: Equatable, Sendable {
  /// After every image was seen this often.
  case epochs(Int)
  /// After this many minutes of training, pauses between resumed parts not counted.
  case minutes(Double)
}
