/// Where the time of making an image's views goes.
public struct ViewStageTimes: Sendable {
  /// One part of the work.
  public enum Stage: String, Sendable, CaseIterable {
    /// Reading the header and decoding what both crops need.
    case decode
    /// Crop, resize, flip and the layout in planes.
    case cropResize
    /// Colour jitter, grayscale, solarization.
    case colour
    /// Gaussian blur.
    case blur
    /// Normalization and the operations that are off by default.
    case rest
  }

  /// The time of each stage.
  public private(set) var durations: [Stage: Duration] = [:]

  /// No time yet.
  public init() {}

  /// Adds time to a stage.
  mutating func add(_ duration: Duration, to stage: Stage) { durations[stage, default: .zero] += duration }
}

extension ViewOperation {
  /// The stage that its time counts for.
  var stage: ViewStageTimes.Stage {
    switch self {
    case .cropResize: .cropResize
    case .colorJitter, .grayscale, .solarize: .colour
    case .blur: .blur
    case .rightAngle, .rotation, .threeAugment, .erasing: .rest
    }
  }
}
