import Foundation
import Torch

/// How far the probabilities of a classifier are from how often it is right, on images that it has not learned from.
public struct Calibration: Equatable, Sendable, Codable {
  /// The number of images N.
  public let images: Int
  /// The share whose class has the highest probability.
  public let top1: Double
  /// The expected calibration error: the mean over bins of highest probability of |accuracy − mean probability|, weighted by their
  /// images (arXiv 1706.04599, equation 3).
  public let expectedCalibrationError: Double
  /// The mean cross-entropy.
  public let crossEntropy: Double

  /// The number of bins, all of one width.
  static let bins = 15

  /// What probabilities `[N, classes]` are worth for images of given classes.
  init(_ probabilities: Tensor, classes: [Int]) throws {
    let (values, count) = (try probabilities.doubles(), probabilities.size(1))
    var (right, confidence, members) = (
      [Double](repeating: 0, count: Self.bins), [Double](repeating: 0, count: Self.bins),
      [Int](repeating: 0, count: Self.bins)
    )
    var (correct, entropy) = (0, 0.0)
    for (row, truth) in classes.enumerated() {
      let line = values[(row * count)..<((row + 1) * count)]
      var best = line.startIndex
      for index in line.indices where line[index] > line[best] { best = index }
      // Bins are open below and closed above, as published.
      let bin = min(max(Int((line[best] * Double(Self.bins)).rounded(.up)) - 1, 0), Self.bins - 1)
      let isRight = best - line.startIndex == truth
      if isRight { correct += 1 }
      right[bin] += isRight ? 1 : 0
      confidence[bin] += line[best]
      members[bin] += 1
      entropy -= log(max(line[line.startIndex + truth], .leastNormalMagnitude))
    }
    let total = Double(max(classes.count, 1))
    images = classes.count
    top1 = Double(correct) / total
    expectedCalibrationError = zip(right, confidence).reduce(0) { $0 + abs($1.0 - $1.1) } / total
    crossEntropy = entropy / total
  }

  /// The interval in which the accuracy lies with 95 % confidence (Wilson's score interval).
  public var interval: ClosedRange<Double> {
    let (n, z) = (Double(max(images, 1)), 1.959963984540054)
    let centre = (top1 + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (top1 * (1 - top1) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, centre - half)...min(1, centre + half)
  }
}
