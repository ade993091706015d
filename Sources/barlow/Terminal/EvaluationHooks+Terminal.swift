import Evaluation

extension EvaluationHooks {
  /// Tells a terminal how far each part is, and stops at Ctrl-C.
  static var terminal: EvaluationHooks {
    let status = StatusLine()
    return EvaluationHooks(
      progress: { part, progress in
        try Interruption.check()
        status.show(progress, of: part)
        // A log gets a line at the end of each epoch.
        if !Terminal.isInteractive, progress.isMilestone { Terminal.error(String(describing: progress)) }
      },
      report: { part, event in
        status.finish()
        switch event {
        case .cached(let count, let kind): Terminal.error("\(part): \(count) \(kind.rawValue)s from the cache")
        case .skipped(let description): Terminal.error("skipped: \(description)")
        case .note(let text): Terminal.error("note: \(text)")
        }
      })
  }
}
