import Foundation

/// State that several threads share under one lock, and can wait on.
///
/// `@unchecked Sendable` because the compiler cannot see that the lock guards the state. The invariant: `state` is private
/// and only touched between `lock` and `unlock`, and nothing but `Sendable` results leaves the closures.
final class Monitor<State>: @unchecked Sendable {
  private let condition = NSCondition()
  private var state: State

  /// Takes over `state`.
  init(_ state: sending State) { self.state = state }

  /// Runs `body` under the lock.
  func withLock<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
    condition.lock()
    defer { condition.unlock() }
    return body(&state)
  }

  /// Runs `body` under the lock, then wakes all who wait.
  func withLockNotifying<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
    condition.lock()
    defer { condition.unlock() }
    let result = body(&state)
    condition.broadcast()
    return result
  }

  /// Runs `body` under the lock, again after each notification, until it returns a value.
  func wait<Result: Sendable>(_ body: (inout State) -> Result?) -> Result {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let result = body(&state) { return result }
      condition.wait()
    }
  }
}
