import BarlowTwins
import Foundation

extension EmbeddingInspection: CustomStringConvertible {
  /// The numbers as aligned text and the verdict with its reason, for people.
  public var description: String {
    let weighted = lambda * redundancy
    let lines: [(String, String, String)] = [
      ("embeddings", "\(samples) × \(dimension)", "samples × features, per view"),
      ("loss", number(loss), "invariance + λ · redundancy, λ = \(String(shortest: lambda))"),
      (
        "  invariance", number(invariance),
        "Σ (1 − C_ii)²; 0 when the views agree, \(dimension) when they share nothing"
      ),
      ("  λ · redundancy", number(weighted), "from a redundancy Σ C_ij² (i ≠ j) of \(number(redundancy))"),
      ("  floor", number(floor), floorReason),
      ("mean C_ii", number(meanDiagonal), "1 when the views agree"),
      ("rms C_ij, i ≠ j", number(rmsOffDiagonal), "0 when no feature repeats another"),
      ("RankMe", number(rankMe), "effective rank of the embeddings as they are, at most \(min(samples, dimension))"),
      (
        "effective dimension", number(effectiveDimension),
        "the same of standardized embeddings, at most \(max(min(samples - 1, dimension), 1))"
      ),
      ("relative spread", number(relativeSpread), "how much embeddings differ between images, beside their size"),
    ]
    let nameWidth = lines.map(\.0.count).max() ?? 0
    let valueWidth = lines.map(\.1.count).max() ?? 0
    let table = lines.map { name, value, meaning in
      name.padded(to: nameWidth) + "  " + value.padded(to: valueWidth, onTheLeft: true) + "   " + meaning
    }
    return (table + ["", "verdict: \(verdict.rawValue)", explanation]).joined(separator: "\n")
  }

  /// One or two sentences that give the reason for the verdict and what helps.
  public var explanation: String {
    let attainable = max(min(samples - 1, dimension), 1)
    switch verdict {
    case .healthy:
      return "Images have different features, and the features carry about \(Int(effectiveDimension.rounded())) of "
        + "\(attainable) possible dimensions' worth of information."
    case .completeCollapse:
      // Features can also be so small as a whole that nothing of them is left beside the ε of batch normalization.
      return relativeSpread < EmbeddingDiagnosis.leastRelativeSpread
        ? "All images have nearly the same features: their spread is \(number(relativeSpread)) of their size. "
          + "Batch normalization without scale and shift in the loss prevents this; check that it is on."
        : "Most features have nearly the same value for all images: beside the 1e-5 that batch normalization adds to a "
          + "variance, little is left of them. If the embeddings were scaled down, scale them up again."
    case .redundant:
      return "Images differ, but the features repeat each other: only about "
        + "\(number(effectiveDimension)) of \(attainable) possible dimensions carry information. "
        + "A larger λ, more images in a batch or longer training spreads them out."
    }
  }

  private var floorReason: String {
    floor > 0
      ? "views that agree cannot have less with \(samples) samples of \(dimension) features"
      : samples > dimension ? "more samples than features: the loss can reach 0" : "the loss can reach 0"
  }

  private func number(_ value: Double) -> String { String(shortest: value) }
}
