import Selection

extension Gallery {
  /// The rows whose class none of the nearest neighbours has, which is what `SuspectLabels` calls suspect.
  public var suspects: [Int] { rows { $0.ownShare == 0 } }

  /// The rows whose class has less than half of the neighbours' votes, suspects among them.
  public var disagreeing: [Int] { rows { $0.ownShare < 0.5 } }

  private func rows(_ isMeant: (SuspectLabels.Verdict) -> Bool) -> [Int] {
    verdicts.compactMap { verdict in verdict.flatMap { isMeant($0) ? $0.row : nil } }
  }
}
