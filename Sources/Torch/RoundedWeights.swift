import CTorch

/// Casts of weights to autocast's type, shared by forward passes that follow each other or run at the same time.
///
/// Views of one step see the same weights, which need be cast once for all of them. Each use still has a gradient of its own in
/// single precision, as without sharing: the bits of a step do not change. A weight that was changed in place is cast anew.
public final class RoundedWeights: Sendable {
  nonisolated(unsafe) let handle: ct_rounded_weights

  /// Nothing cast yet.
  public init() { handle = ct_rounded_weights_make() }

  deinit { ct_rounded_weights_free(handle) }

  /// How many casts were made.
  public var castCount: Int { withExtendedLifetime(self) { Int(ct_rounded_weights_cast_count(handle)) } }
}
