import BarlowTwins
import Formatting
import Foundation

extension SingleViewSummary: CustomStringConvertible {
  /// The numbers as aligned text and the verdict with its reason, for people.
  public var description: String {
    func number(_ value: Double) -> String { NumberText.plain(value) }
    let table = InspectionTable([
      ("embeddings", "\(images) × \(dimension)", "images × features"),
      ("RankMe", number(rankMe), "effective rank of the embeddings as they are, at most \(min(images, dimension))"),
      (
        "effective dimension", number(effectiveDimension),
        "the same of standardized embeddings, at most \(max(min(images - 1, dimension), 1))"
      ),
      ("α-ReQ", alphaReQ.map(number) ?? "–", "decay of the spectrum; 0 is flat, larger is steeper"),
      ("dead dimensions", "\(deadDimensions)", "features that hardly vary between images"),
      ("relative spread", number(relativeSpread), "how much embeddings differ between images, beside their size"),
      ("rms correlation", number(rmsCorrelation), "of different features; 0 when no feature repeats another"),
      ("uniformity", number(uniformity), "how evenly images cover the unit sphere; lower is more even"),
    ])
    let word = verdict?.rawValue ?? "no collapse in this view"
    return "\(table)\n\nverdict: \(word)\n\(reason)\n"
      + "The loss, the agreement of views and LiDAR need the embeddings of a second view."
  }
}
