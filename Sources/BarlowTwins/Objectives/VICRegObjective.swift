import Torch

/// The variance–invariance–covariance loss: views agree, features keep a spread of 1 and do not covary.
///
/// As algorithm 1 of Bardes, Ponce and LeCun (arXiv 2105.04906) computes it: 25 times the mean over images and features of
/// (zA − zB)², 25 times the sum over both views of the mean of max(0, 1 − √(Var z_i + 1e-4)), and once the sum over both views
/// of Σ_{i≠j} Cov(z)_ij² / D, with variances and covariances over N − 1.
public struct VICRegObjective: PairwiseObjective {
  /// The weight of the invariance term.
  public static let invarianceWeight = 25.0
  /// The weight of the variance term.
  public static let varianceWeight = 25.0
  /// The weight of the covariance term.
  public static let covarianceWeight = 1.0

  private var form: CorrelationTerms.Form?

  private enum CodingKeys: CodingKey {}

  /// - Parameter form: How to compute covariances; nil chooses the cheaper way.
  public init(form: CorrelationTerms.Form? = nil) { self.form = form }

  public static let name = "vicreg"

  /// 0 where N − 1 dimensions have room for D features that do not covary, else not known.
  public func floor(images: Int, dimension: Int) -> Double? { images > dimension ? 0 : nil }

  public func evaluate(_ embeddingsA: Tensor, _ embeddingsB: Tensor, wantsGradients: Bool) throws -> ObjectiveValue {
    try ObjectiveError.check(embeddingsA, embeddingsB)
    return try withoutGradients {
      let difference = try embeddingsA - embeddingsB
      let count = Double(difference.elementCount)
      let spreads = try [embeddingsA, embeddingsB].map { try FeatureSpread($0, form: form) }
      let loss =
        try Self.invarianceWeight * difference.square().sum([1]).to(.float64).sum().item() / count
        + Self.varianceWeight * spreads.reduce(0) { $0 + $1.varianceHinge }
        + Self.covarianceWeight * spreads.reduce(0) { $0 + $1.covariance }
      var gradients: [Tensor]?
      if wantsGradients {
        let parts = try spreads.map {
          try $0.gradient(varianceWeight: Self.varianceWeight, covarianceWeight: Self.covarianceWeight)
        }
        let scale = 2 * Self.invarianceWeight / count
        try parts[0].addInPlace(difference, alpha: scale)
        try parts[1].addInPlace(difference, alpha: -scale)
        gradients = parts
      }
      return ObjectiveValue(
        loss: loss, floor: floor(images: embeddingsA.size(0), dimension: embeddingsA.size(1)),
        terms: try CrossCorrelation(embeddingsA, embeddingsB).terms, gradients: gradients)
    }
  }
}
