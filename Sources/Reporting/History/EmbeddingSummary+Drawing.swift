import BarlowTwins

extension EmbeddingSummary {
  /// The recorded part of C, if it is a matrix of numbers with at least one cell; nil else, for a file may hold anything.
  var drawableCorrelation: [[Float]]? {
    guard let columns = correlation.first?.count, columns > 0,
      correlation.allSatisfy({ $0.count == columns && $0.allSatisfy(\.isFinite) })
    else { return nil }
    return correlation
  }
}
