import Formatting

/// How far a run has come, and whether it goes on, as a live view shows it.
package struct WatchProgress: Equatable, Sendable {
  /// Whether it goes on, in a word or a sentence.
  package let state: String
  /// The share of the training that is done, from 0 to 1; nil where it is not known.
  package let share: Double?
  /// What makes the whole, such as `of 2,340 steps`; nil where it is not known.
  package let total: String?
  /// The time until the end, in seconds; nil where it is not known, or nobody trains.
  package let secondsLeft: Double?

  package init(state: String, share: Double?, total: String?, secondsLeft: Double?) {
    self.state = state
    self.share = share
    self.total = total
    self.secondsLeft = secondsLeft
  }

  /// One line.
  func line(isBrief: Bool) -> String {
    var parts = [state]
    if let share {
      parts.append(NumberText.percent(min(share, 1), decimals: 0) + (isBrief ? "" : total.map { " \($0)" } ?? ""))
    }
    if let secondsLeft { parts.append("\(NumberText.duration(seconds: secondsLeft)) left") }
    return parts.joined(separator: ", ")
  }
}
