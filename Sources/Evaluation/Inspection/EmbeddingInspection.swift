import BarlowTwins
import Torch

/// What two files of embeddings tell without labels; the keys of its JSON are the names of its properties.
public struct EmbeddingInspection: Equatable, Sendable, Codable {
  /// The Barlow Twins loss.
  public let loss: Double
  /// The invariance term Σ_i (1 − C_ii)².
  public let invariance: Double
  /// The redundancy term Σ_{i≠j} C_ij², without its weight.
  public let redundancy: Double
  /// The weight λ of the redundancy term in the loss.
  public let lambda: Double
  /// The least loss that embeddings of this shape can have if the views agree fully.
  public let floor: Double
  /// The number of rows N.
  public let samples: Int
  /// The number of features D.
  public let dimension: Int
  /// The mean of C_ii.
  public let meanDiagonal: Double
  /// The root mean square of C_ij for i ≠ j.
  public let rmsOffDiagonal: Double
  /// Which of two exact ways computed the terms.
  public let form: CorrelationTerms.Form
  /// The effective rank of the first embeddings, as published.
  public let rankMe: Double
  /// The effective rank of the embeddings after standardization, the lower of both views'.
  public let effectiveDimension: Double
  /// The spread of the embeddings over the samples beside their size, the lower of both views'.
  public let relativeSpread: Double
  /// The collapse, if any.
  public let verdict: Verdict

  /// Inspects embeddings `[N, D]` of two views, whose rows correspond.
  ///
  /// - Throws: `ObjectiveError` if shapes do not fit or a value is not finite, ``EvaluationError`` if the values are
  ///   too large to compute with.
  public init(
    _ embeddingsA: Tensor, _ embeddingsB: Tensor, lambda: Double = BarlowTwinsObjective.publishedLambda
  ) throws {
    guard lambda >= 0, lambda.isFinite else {
      throw EvaluationError(.usage, "lambda is \(lambda); give a number from 0, such as 0.0051")
    }
    try self.init(EmbeddingDiagnosis(embeddingsA, embeddingsB, lambda: lambda))
    let numbers = [
      loss, invariance, redundancy, floor, meanDiagonal, rmsOffDiagonal, rankMe, effectiveDimension, relativeSpread,
    ]
    guard numbers.allSatisfy(\.isFinite) else {
      throw EvaluationError(
        .badData, "the embeddings are too large to compute with; divide them by their largest")
    }
  }

  /// The numbers of a diagnosis.
  public init(_ diagnosis: EmbeddingDiagnosis) {
    loss = diagnosis.loss
    invariance = diagnosis.terms.invariance
    redundancy = diagnosis.terms.redundancy
    lambda = diagnosis.lambda
    floor = diagnosis.floor
    samples = diagnosis.terms.samples
    dimension = diagnosis.terms.dimension
    meanDiagonal = diagnosis.terms.meanDiagonal
    rmsOffDiagonal = diagnosis.terms.rmsOffDiagonal
    form = diagnosis.terms.form
    rankMe = diagnosis.rankMe
    effectiveDimension = diagnosis.effectiveDimension
    relativeSpread = diagnosis.relativeSpread
    verdict = diagnosis.verdict
  }
}
