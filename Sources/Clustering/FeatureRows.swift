/// Features `[N, D]`, float32, of which any block of rows can be looked at: in memory, or in a file that is mapped into it.
///
/// All that groups and selects images takes its features by this protocol, so that they need not fit memory. Several threads ask at the
/// same time.
public protocol FeatureRows: Sendable {
  /// The number of rows N.
  var count: Int { get }
  /// The number of features D.
  var dimension: Int { get }
  /// Lends rows to `body`, row after row.
  func withRows<Result>(_ rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result
}
