import BarlowTwins
import Foundation
import Training

/// Shows how a training goes: one line that renews itself on a terminal, a line now and then elsewhere.
final class ProgressLine {
  private let interval: Duration
  private let isInteractive: Bool
  private var last: ContinuousClock.Instant?
  private var isOpen = false

  init(isInteractive: Bool = Terminal.isInteractive) {
    self.isInteractive = isInteractive
    interval = isInteractive ? .milliseconds(200) : .seconds(15)
  }

  /// Shows the state, unless it was shown a moment ago.
  func show(_ progress: TrainingProgress) {
    let now = ContinuousClock.now
    if let last, now - last < interval, progress.fraction < 1 { return }
    last = now
    let text = Self.text(progress)
    if isInteractive {
      Terminal.raw("\r\u{1B}[K" + text.prefix(max(Terminal.width - 1, 20)))
      isOpen = true
    } else {
      Terminal.error(text)
    }
  }

  /// Ends the renewed line, so that other text can follow.
  func finish() {
    if isOpen { Terminal.raw("\n") }
    isOpen = false
  }

  /// The line: epoch, step, loss and its terms, floor if there is one, throughput, share of waiting, time left.
  static func text(_ progress: TrainingProgress) -> String {
    let m = progress.metrics
    let epoch = progress.totalEpochs.map { "\(m.epoch)/\($0)" } ?? "\(m.epoch)"
    let step = progress.totalSteps.map { "\(m.step)/\($0)" } ?? "\(m.step)"
    return String(
      format: "%3d%% epoch %@ step %@ loss %@ %.0f images/s wait %.1f%% left %@",
      Int(100 * progress.fraction), epoch, step, loss(progress), progress.imagesPerSecond, 100 * progress.dataWaitShare,
      time(progress.secondsLeft))
  }

  /// The loss and its terms; the terms of the Barlow Twins loss are shown of all objectives, but only add up for that one.
  private static func loss(_ progress: TrainingProgress) -> String {
    let m = progress.metrics
    let terms =
      progress.objective is BarlowTwinsObjective
      ? String(format: "%.2f = %.2f + λ·%.0f", m.loss, m.invariance, m.redundancy)
      : String(format: "%.4g, invariance %.2f, redundancy %.0f", m.loss, m.invariance, m.redundancy)
    return terms + (progress.floor.map { String(format: " (floor %.2f)", $0) } ?? "")
  }

  /// Seconds as `m:ss` or `h:mm:ss`.
  static func time(_ seconds: Double) -> String {
    let total = Int(seconds.rounded())
    let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
  }
}
