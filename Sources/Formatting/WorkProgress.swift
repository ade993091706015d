/// How far some work is: what takes long tells it now and then, and what is thrown in answer stops the work.
public struct WorkProgress: Equatable, Sendable {
  /// How the amount is told.
  public enum Spelling: Equatable, Sendable {
    /// As `45%`.
    case percentage
    /// As `3 of 10`.
    case count
    /// Not at all, since the task tells it.
    case hidden
  }

  /// What is being done, such as `neighbours`; may be empty.
  public let task: String
  /// How much is done.
  public let done: Int
  /// How much there is to do; 0 where nobody can tell.
  public let total: Int
  /// How the amount is told.
  public let spelling: Spelling
  /// What else there is to say, such as `loss 0.123`; may be empty.
  public let detail: String
  /// Whether a log that keeps few lines should keep this one, such as the end of an epoch.
  public let isMilestone: Bool

  public init(
    _ task: String, done: Int = 0, of total: Int = 0, as spelling: Spelling = .percentage, detail: String = "",
    isMilestone: Bool = false
  ) {
    self.task = task
    self.done = done
    self.total = total
    self.spelling = spelling
    self.detail = detail
    self.isMilestone = isMilestone
  }

  /// The same under another name, for work that is a part of other work.
  public func renamed(_ task: String, as spelling: Spelling? = nil) -> WorkProgress {
    WorkProgress(
      task, done: done, of: total, as: spelling ?? self.spelling, detail: detail, isMilestone: isMilestone)
  }

  /// The same with the name of the whole work before it, such as `raw pixels: neighbours 45%`.
  public func within(_ whole: String) -> WorkProgress { renamed(task.isEmpty ? "\(whole):" : "\(whole): \(task)") }
}

extension WorkProgress: CustomStringConvertible {
  /// The line that a terminal shows.
  public var description: String { [task, amount, detail].filter { !$0.isEmpty }.joined(separator: " ") }

  private var amount: String {
    guard total > 0 else { return "" }
    return switch spelling {
    case .percentage: "\(100 * done / total)%"
    case .count: "\(done) of \(total)"
    case .hidden: ""
    }
  }
}
