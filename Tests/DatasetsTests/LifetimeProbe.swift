import Synchronization

/// Tells when the last reference to its token is gone.
final class LifetimeProbe: Sendable {
  /// What others hold on to.
  final class Token: Sendable {
    private let probe: LifetimeProbe
    fileprivate init(_ probe: LifetimeProbe) { self.probe = probe }
    deinit { probe.ended.store(true, ordering: .releasing) }

    /// Does nothing, so that a closure has a use for the token.
    func touch() {}
  }

  private let ended = Atomic<Bool>(false)

  /// Makes the token.
  func token() -> Token { Token(self) }

  /// Whether the token is gone.
  var hasEnded: Bool { ended.load(ordering: .acquiring) }
}
