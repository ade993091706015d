import CTorch

/// Weights as products take them, prepared once for forward passes that follow each other or run at the same time.
///
/// Views of one step see the same weights, which need be cast to autocast's type, or laid out and transformed for the convolutions of
/// this package, only once for all of them. Each use still has a gradient of its own in single precision, as without sharing: the
/// bits of a step do not change. A weight that was changed in place is prepared anew.
public final class PreparedWeights: Sendable {
  nonisolated(unsafe) private let handle: ct_prepared_weights

  /// Nothing prepared yet.
  public init() { handle = ct_prepared_weights_make() }

  deinit { ct_prepared_weights_free(handle) }

  /// How many were prepared: one for each weight and form of it.
  public var count: Int { withExtendedLifetime(self) { Int(ct_prepared_weights_count(handle)) } }

  /// Runs `body`, whose products on this thread share what is prepared.
  ///
  /// Afterwards the thread shares with whom it did before, also if `body` throws.
  public func share<Result>(_ body: () throws -> Result) rethrows -> Result {
    let outer = ct_exchange_prepared_weights(handle)
    defer { withExtendedLifetime(self) { _ = ct_exchange_prepared_weights(outer) } }
    return try body()
  }
}
