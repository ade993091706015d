import BarlowTwins

/// What a run minimizes, and what follows from it wherever its records are drawn or its network is looked at.
extension RunRecord {
  /// The objective with its numbers; nil if the record does not tell all of it.
  public var objective: ObjectiveSettings? { ObjectiveSettings(resolved: settings) }

  /// The least loss that views which agree fully can have with the run's batch size and dimension; nil where it is not known.
  public var floor: Double? {
    guard let objective, case .integer(let batch) = settings[.batchSize],
      case .widths(let widths) = settings[.projector],
      let dimension = widths.last
    else { return nil }
    return objective.floor(samples: batch, dimension: dimension)
  }

  /// The weight λ in the Barlow Twins loss by which the run's embeddings are diagnosed.
  public var diagnosisLambda: Double { objective?.diagnosisLambda ?? BarlowTwinsObjective.publishedLambda }
}
