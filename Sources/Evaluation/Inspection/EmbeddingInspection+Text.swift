import BarlowTwins
import Formatting
import Foundation

extension EmbeddingInspection: CustomStringConvertible {
  /// The numbers as aligned text and the verdict with its reason, for people.
  public var description: String {
    let s = summary
    let table = InspectionTable([
      ("embeddings", "\(s.images) × \(s.dimension)", "images × features, per view"),
      ("loss", number(s.loss), "invariance + λ · redundancy, λ = \(number(s.lambda))"),
      (
        "  invariance", number(s.invariance),
        "Σ (1 − C_ii)²; 0 when the views agree, \(s.dimension) when they share nothing"
      ),
      (
        "  λ · redundancy", number(s.lambda * s.redundancy),
        "from a redundancy Σ C_ij² (i ≠ j) of \(number(s.redundancy))"
      ),
      ("  floor", number(s.floor), floorReason),
      ("mean C_ii", number(s.meanDiagonal), "1 when the views agree"),
      ("rms C_ij, i ≠ j", number(s.rmsOffDiagonal), "0 when no feature repeats another"),
      (
        "RankMe", number(s.rankMe),
        "effective rank of the embeddings as they are, at most \(min(s.images, s.dimension))"
      ),
      (
        "effective dimension", number(s.effectiveDimension),
        "the same of standardized embeddings, at most \(max(min(s.images - 1, s.dimension), 1))"
      ),
      ("LiDAR", s.lidar.map(number) ?? "–", "effective rank of what tells images apart beside what tells views apart"),
      ("α-ReQ", s.alphaReQ.map(number) ?? "–", "decay of the spectrum; 0 is flat, larger is steeper"),
      ("dead dimensions", "\(s.deadDimensions)", "features that hardly vary between images"),
      ("relative spread", number(s.relativeSpread), "how much embeddings differ between images, beside their size"),
      ("alignment", number(s.alignment), "mean squared distance of an image's views on the unit sphere; 0 is best"),
      ("uniformity", number(s.uniformity), "how evenly images cover the unit sphere; lower is more even"),
    ])
    return "\(table)\n\nverdict: \(s.verdictName)\n\(s.reason)"
  }

  private var floorReason: String {
    let (images, dimension) = (summary.images, summary.dimension)
    return summary.floor > 0
      ? "views that agree cannot have less with \(images) images of \(dimension) features"
      : images > dimension ? "more images than features: the loss can reach 0" : "the loss can reach 0"
  }

  private func number(_ value: Double) -> String { NumberText.plain(value) }
}
