import BarlowTwins
import Torch

/// What two files of embeddings tell without labels: the keys of its JSON are those of `EmbeddingSummary` and `form`.
public struct EmbeddingInspection: Equatable, Sendable, Codable {
  /// The numbers and the verdict.
  public let summary: EmbeddingSummary
  /// Which of two exact ways computed the loss.
  public let form: CorrelationTerms.Form

  private enum Key: String, CodingKey {
    case form
  }

  /// Inspects embeddings `[N, D]` of two views, whose rows correspond, or other features, of which only a complete collapse is
  /// told.
  ///
  /// - Throws: `ObjectiveError` if shapes do not fit or a value is not finite or too large to compute with,
  ///   ``EvaluationError`` if λ is not a number from 0.
  public init(
    _ embeddingsA: Tensor, _ embeddingsB: Tensor, lambda: Double = BarlowTwinsObjective.publishedLambda,
    areEmbeddings: Bool = true
  ) throws {
    guard lambda >= 0, lambda.isFinite else {
      throw EvaluationError(.usage, "lambda is \(lambda); give a number from 0, such as 0.0051")
    }
    let diagnosis = try EmbeddingDiagnosis(embeddingsA, embeddingsB, lambda: lambda, areEmbeddings: areEmbeddings)
    (summary, form) = (diagnosis.summary, diagnosis.terms.form)
  }

  public init(from decoder: any Decoder) throws {
    summary = try EmbeddingSummary(from: decoder)
    form = try decoder.container(keyedBy: Key.self).decode(CorrelationTerms.Form.self, forKey: .form)
  }

  public func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(form, forKey: .form)
  }
}
