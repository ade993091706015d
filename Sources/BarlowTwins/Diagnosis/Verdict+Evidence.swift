import Formatting
import Foundation

extension Verdict {
  /// The numbers that a verdict rests on, and the words for it.
  struct Evidence {
    let images: Int
    let dimension: Int
    let relativeSpread: Double
    /// How much the directions of embeddings differ; 0 when all are the same.
    let directionalSpread: Double
    let liveShare: Double
    let effectiveDimension: Double
    /// The root mean square of C_ij for i ≠ j.
    let rmsOffDiagonal: Double
    /// How much more the views of an image have in common than those of different images, by features or by distance,
    /// whichever is more: 0 nothing, 1 all; nil if there is one view only.
    let agreement: Double?
    /// Whether these are embeddings, which the loss shapes; the limits of a representation are not known.
    var areEmbeddings = true

    private typealias Limits = EmbeddingDiagnosis

    /// The most dimensions that standardized embeddings can have.
    private var attainable: Int { max(min(images - 1, dimension), 1) }

    /// What the numbers say: of several failures, the one that the others follow from; nil for features other than embeddings
    /// that have not collapsed.
    ///
    /// Without a second view it cannot be told whether the network is trained, and features with noise in them may pass.
    var verdict: Verdict? {
      if hasOneDirection || relativeSpread < Limits.leastRelativeSpread || liveShare < Limits.leastLiveShare {
        return .completeCollapse
      }
      guard areEmbeddings else { return nil }
      if let agreement, agreement < Limits.leastAgreement { return .notYetTrained }
      // Independent features have a mean C_ij² of 1/(N − 1).
      let excess = max(rmsOffDiagonal * rmsOffDiagonal - 1 / Double(images - 1), 0).squareRoot()
      let isRedundant =
        effectiveDimension < Limits.leastDimensionShare * Double(attainable) || excess > Limits.mostRMSOffDiagonal
      return isRedundant ? .redundant : .healthy
    }

    private var hasOneDirection: Bool {
      directionalSpread < Limits.leastDirectionalSpread
        || areEmbeddings && directionalSpread < Limits.leastDirectionalShare * relativeSpread
    }

    /// One or two sentences: the reason of the verdict and what helps.
    var reason: String {
      switch verdict {
      case nil:
        return
          "Images have different features. Whether they repeat each other is judged of embeddings, the projector's output, "
          + "which the loss shapes: other features may use few dimensions and be good."
      case .healthy:
        let rank =
          "the features carry about \(Int(effectiveDimension.rounded())) of \(attainable) possible dimensions' "
        return agreement == nil
          ? "Images have different features, and \(rank)worth of information. Whether views of an image agree takes the "
            + "embeddings of a second view to tell."
          : "Images have different features, and \(rank)worth of information."
      case .completeCollapse:
        if hasOneDirection, relativeSpread >= Limits.leastRelativeSpread {
          return "All images have nearly the same features up to a factor: their directions spread by "
            + "\(Self.short(directionalSpread)). Nothing in the loss keeps images apart: train with an objective that does."
        }
        // Features can also be so small as a whole that nothing of them is left beside the ε of batch normalization.
        return relativeSpread < Limits.leastRelativeSpread
          ? "All images have nearly the same features: their spread is \(Self.short(relativeSpread)) of their size. "
            + "Batch normalization without scale and shift in the loss prevents this; check that it is on."
          : "Most features have nearly the same value for all images: beside the 1e-5 that batch normalization adds to a "
            + "variance, little is left of them. If the embeddings were scaled down, scale them up again."
      case .notYetTrained:
        return "The two views of an image have little more in common than views of different images: they agree by "
          + "\(Self.short(max(agreement ?? 0, 0))), where 1 is the same and networks without training reach 0.31. "
          + "Train longer; if that does not help, check that row n of both views is the same image."
      case .redundant:
        return "Images differ, but the features repeat each other: only about "
          + "\(Self.short(effectiveDimension)) of \(attainable) possible dimensions carry information"
          + (rmsOffDiagonal > Limits.mostRMSOffDiagonal
            ? ", and different features correlate by \(Self.short(rmsOffDiagonal)). " : ". ")
          + "A larger λ, more images in a batch or longer training spreads them out."
      }
    }

    private static func short(_ value: Double) -> String { NumberText.plain(value) }
  }
}
