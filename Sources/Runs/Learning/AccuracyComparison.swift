import Formatting

/// An accuracy beside what it would be without learning: the answer to *has it learned?* where labels exist.
public struct AccuracyComparison: Equatable, Sendable {
  /// The share of test images whose class is told by the trained network's features, from 0 to 1.
  public let top1: Double
  /// The number of test images.
  public let images: Int
  /// The number of classes among the training images.
  public let classes: Int
  /// What it is compared with.
  public let baselines: [BaselineAccuracy]

  public init(top1: Double, images: Int, classes: Int, baselines: [BaselineAccuracy]) {
    self.top1 = top1
    self.images = images
    self.classes = classes
    self.baselines = baselines
  }

  /// The comparison that a record holds; nil if it was made without baselines.
  public init?(_ record: EvaluationRecord) {
    guard let baselines = record.baselines, !baselines.isEmpty, let images = record.testImages,
      let classes = record.settings["classes"].flatMap({ Int($0) })
    else { return nil }
    self.init(top1: record.top1, images: images, classes: classes, baselines: baselines)
  }

  /// Half the width of the 95 % interval of the accuracy, from 0 to 1.
  public var margin: Double { AccuracyMargin(of: top1, images: images).halfWidth }

  /// The accuracy and what it is compared with: name, share and half the width of its 95 % interval.
  package var rows: [(name: String, share: Double, halfWidth: Double)] {
    ([("this network", top1)] + baselines.map { (String(describing: $0.kind), $0.top1) }).map { name, share in
      (name, share, AccuracyMargin(of: share, images: images).halfWidth)
    }
  }

  /// The best of what it is compared with; nil without any.
  public var best: BaselineAccuracy? { baselines.max { $0.top1 < $1.top1 } }

  /// What the numbers say.
  public var verdict: LearningVerdict {
    guard classes > 1, let best else { return .unknown }
    let noise = AccuracyMargin(of: top1, images: images)
      .halfWidth(ofDifferenceTo: AccuracyMargin(of: best.top1, images: images))
    if top1 - best.top1 > noise { return .learned }
    return top1 - best.top1 < -noise ? .notLearned : .undecided
  }

  /// The answer in a sentence.
  public var finding: String {
    guard classes > 1 else { return "All labelled images are of one class: an accuracy says nothing." }
    guard let best else { return "There is nothing to compare with." }
    let points = String(format: "%.2f", abs(top1 - best.top1) * 100)
    switch verdict {
    case .learned:
      return "The features tell \(points) points more than the best baseline, \(best.kind)."
    case .notLearned:
      return "The features tell \(points) points less than \(best.kind)."
    case .undecided, .unknown:
      return
        "The features are \(points) points \(top1 < best.top1 ? "under" : "over") the best baseline, \(best.kind), which "
        + "\(NumberText.count(images, "test image")) cannot tell from chance."
    }
  }

  /// What helps, in a sentence; nil where nothing need be done.
  public var advice: String? {
    switch verdict {
    case .learned: nil
    case .notLearned: "Train longer, on more images, or start from weights that exist."
    case .undecided:
      "Measure on more labelled images (leaving one out measures on all of a folder), or train longer."
    case .unknown: "Label images of at least two classes."
    }
  }

  /// The answer, and what helps.
  public var reason: String { [finding, advice].compactMap { $0 }.joined(separator: " ") }
}

extension AccuracyComparison: Encodable {
  private enum CodingKeys: String, CodingKey { case margin, baselines, learned, learnedReason }

  /// Writes the keys `margin`, `baselines`, `learned` and `learnedReason`, beside those of the accuracy.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(margin, forKey: .margin)
    try values.encode(baselines, forKey: .baselines)
    try values.encode(verdict, forKey: .learned)
    try values.encode(reason, forKey: .learnedReason)
  }
}

extension AccuracyComparison: CustomStringConvertible {
  /// The accuracies as aligned text with their margins, and the answer.
  public var description: String {
    let table = TextTable.lines(
      rows.map {
        [$0.name, NumberText.percent($0.share, decimals: 2), "± " + String(format: "%.2f", $0.halfWidth * 100)]
      })
    let note = "± half the 95 % interval that \(NumberText.count(images, "test image")) leave\(images == 1 ? "s" : "")"
    return (table + [note, "", "has it learned? \(Self.word(verdict)): \(reason)"]).joined(separator: "\n")
  }

  private static func word(_ verdict: LearningVerdict) -> String {
    switch verdict {
    case .learned: "yes"
    case .notLearned: "no"
    case .undecided: "cannot be told"
    case .unknown: "unknown"
    }
  }
}
