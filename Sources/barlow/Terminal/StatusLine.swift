import Formatting

/// One line on a terminal that tells how far a task is; nothing where nobody watches.
final class StatusLine {
  private let task: String
  private var last: ContinuousClock.Instant?

  init(_ task: String) { self.task = task }

  /// Shows the state, unless one was shown a moment ago.
  func show(_ state: WorkProgress) {
    guard Terminal.isInteractive else { return }
    let now = ContinuousClock.now
    if let last, now - last < .milliseconds(200) { return }
    last = now
    Terminal.raw("\r\u{1B}[K" + "\(task): \(state)".prefix(max(Terminal.width - 1, 20)))
  }

  /// Takes the line away.
  func finish() {
    if last != nil { Terminal.raw("\r\u{1B}[K") }
    last = nil
  }
}
