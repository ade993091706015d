import Formatting
import Torch

/// The choice of a penalty for logistic regression by accuracy on held-out parts of the training set.
///
/// Goes from strong to weak penalties, each fit starting from the last, and stops where weaker ones no longer help.
struct PenaltySearch {
  /// The choice.
  struct Choice {
    let l2: Double
    /// The accuracy on the held-out images.
    let validationTop1: Double
    /// How images were held out.
    let method: String
  }

  /// The penalties that are tried; with many images the strongest of them are never the best.
  private static let grid: [Double] = [10, 3, 1, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 1e-5, 1e-6]
  private static let strongestForHoldOut = 0.1
  /// From here on one held-out fifth tells accuracies well enough apart; under it every sample has its turn.
  static let leastSamplesForHoldOut = 10_000
  private static let foldCount = 5
  /// Under this many samples the chance of one division into parts is as large as what penalties differ by: there are several.
  static let leastSamplesForOneDivision = 2000
  private static let divisions = 5
  private static let patience = 2

  /// One way to hold images out, and the fit so far.
  private struct Split {
    let features: Tensor
    let classes: [Int]
    let heldOut: Tensor
    let heldOutClasses: [Int]
    var parameters: Tensor?
  }

  /// Chooses for features `[N, D]` of given mean squares `[1, D]` with classes from 0 to `classCount` − 1.
  static func choose(
    _ features: Tensor, meanSquares: Tensor, classes: [Int], classCount: Int, seed: UInt64,
    progress: (WorkProgress) throws -> Void
  ) throws -> Choice {
    let isHoldOut = classes.count >= leastSamplesForHoldOut
    let method = isHoldOut ? "hold-out" : "cross-validation"
    var splits = try (0..<(classes.count < leastSamplesForOneDivision ? divisions : 1)).flatMap { division in
      let folds = try StratifiedSelection.folds(classes, count: foldCount, seed: seed &+ UInt64(division))
      return try (0..<(isHoldOut ? 1 : foldCount)).compactMap { try split(features, classes, folds, heldOut: $0) }
    }
    let grid = isHoldOut ? grid.filter { $0 <= strongestForHoldOut } : grid
    var best = Choice(l2: grid[0], validationTop1: 0, method: method)
    guard classCount > 1, !splits.isEmpty else { return best }
    var sinceBest = 0
    for (number, l2) in grid.enumerated() {
      var accuracy = TopKAccuracy(classCount: classCount)
      var steps = 0
      for index in splits.indices {
        // Which penalty is best shows long before the last digits of the fit do.
        let settings = LogisticRegression.Settings(l2: l2, gradientTolerance: 1e-3, maximumSteps: 100)
        let fit = try LogisticRegression(
          splits[index].features, classes: splits[index].classes, classCount: classCount, settings: settings,
          meanSquares: meanSquares, start: splits[index].parameters
        ) {
          try progress(
            WorkProgress("l2 \(NumberText.plain(l2)), part \(index + 1) of \(splits.count):", detail: "pass \($0)"))
        }
        splits[index].parameters = fit.parameters
        steps += fit.fit.steps
        let heldOut = splits[index].heldOut
        try heldOut.forEachBlock(
          width: max(heldOut.size(1), classCount), elements: LogisticLoss.elementsPerBlock(classCount: classCount)
        ) { block, start in
          let rows = start..<(start + block.size(0))
          try accuracy.add(fit.scores(block), classes: splits[index].heldOutClasses[rows].map { $0 })
        }
      }
      try progress(
        WorkProgress(
          "l2 \(NumberText.plain(l2)):",
          detail: "\(NumberText.percent(accuracy.top1)) on held-out training images, \(steps) steps"))
      if number == 0 || accuracy.top1 > best.validationTop1 {
        best = Choice(l2: l2, validationTop1: accuracy.top1, method: method)
        sinceBest = 0
      } else {
        sinceBest += 1
        if sinceBest == patience { break }
      }
    }
    return best
  }

  private static func split(_ features: Tensor, _ classes: [Int], _ folds: [Int], heldOut: Int) throws -> Split? {
    let outside = classes.indices.filter { folds[$0] == heldOut }
    let inside = classes.indices.filter { folds[$0] != heldOut }
    guard !outside.isEmpty, !inside.isEmpty else { return nil }
    func rows(_ indices: [Int]) throws -> Tensor {
      try features.indexSelect(0, Tensor.from(indices, shape: [indices.count]))
    }
    return Split(
      features: try rows(inside), classes: inside.map { classes[$0] }, heldOut: try rows(outside),
      heldOutClasses: outside.map { classes[$0] })
  }
}
