/// How far chance moves an accuracy that was measured on some test images.
public struct AccuracyMargin: Equatable, Sendable {
  /// The variance of the accuracy, by Agresti and Coull (1998): with two right and two wrong answers added, which keeps it from 0
  /// where all answers are right or all are wrong.
  private let variance: Double

  /// The half width of a normal distribution's 95 % interval, in deviations.
  private static let deviations = 1.96

  /// - Parameters:
  ///   - accuracy: The share of images that were told right, from 0 to 1.
  ///   - images: The number of test images.
  public init(of accuracy: Double, images: Int) {
    let count = Double(images) + 4
    let share = (accuracy * Double(images) + 2) / count
    variance = share * (1 - share) / count
  }

  /// Half the width of the 95 % interval, from 0 to 1.
  public var halfWidth: Double { Self.deviations * variance.squareRoot() }

  /// The same for the difference of two accuracies, as if they were measured on different images: that of two on the same ones is
  /// less, so that it is never claimed too soon.
  public func halfWidth(ofDifferenceTo other: AccuracyMargin) -> Double {
    Self.deviations * (variance + other.variance).squareRoot()
  }
}
