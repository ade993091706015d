import Formatting

/// One line on a terminal that tells how far a task is, taken away when the task is done; nothing where nobody watches.
final class StatusLine {
  private let task: String
  private var last: ContinuousClock.Instant?

  init(_ task: String = "") { self.task = task }

  deinit { finish() }

  /// Shows the state of `part` of the task, or of all of it, unless one was shown a moment ago.
  func show(_ state: WorkProgress, of part: String? = nil) {
    guard Terminal.isInteractive else { return }
    let now = ContinuousClock.now
    if let last, now - last < .milliseconds(200) { return }
    last = now
    Terminal.raw("\r\u{1B}[K" + "\(part ?? task): \(state)".prefix(max(Terminal.width - 1, 20)))
  }

  /// Takes the line away.
  func finish() {
    if last != nil { Terminal.raw("\r\u{1B}[K") }
    last = nil
  }
}
