import BarlowTwins

extension MonitorRecord {
  /// How good the network is by this measurement, greater is better; nil if nothing was measured.
  ///
  /// The accuracy of the vote of neighbours where it was taken, else the score without labels. Comparable within a training only.
  public var score: Double? { knn?.accuracy ?? diagnosis?.score }
}
