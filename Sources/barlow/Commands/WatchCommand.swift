import Files
import Formatting
import Foundation
import Reporting
import Runs
import Training

/// `barlow watch`: a run as it goes, in a terminal.
enum WatchCommand: Command {
  static let name = "watch"
  static let abstract = "Show a live run in the terminal: curves, C, the verdict."
  static let arguments = ["RUN"]
  static let interval = Option(
    flag: "--interval", placeholder: "SECONDS", help: "The time between two pictures; 1 by default.")
  static let once = Option(flag: "--once", placeholder: nil, help: "Show the state once and end.")
  static let plain = Option(flag: "--no-color", placeholder: nil, help: "Use shades instead of colours.")
  static let options = [interval, once, plain]
  static let discussion = """
    Only reads the run's files, so it can be started and ended at any time, also through ssh. Ctrl-C ends it, and nothing else.
    Where standard output is no terminal, or one that is only written on (TERM=dumb), the state is shown once. NO_COLOR in the
    environment means --no-color; without UTF-8 in LC_ALL, LC_CTYPE or LANG everything is drawn in ASCII.
    """

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let path = try arguments.requirePositional(["RUN"])[0]
    let seconds = try arguments.number(interval, above: 0) ?? 1
    guard seconds <= 3600 else {
      throw UsageError("\(interval.flag) takes at most 3600 seconds, not \(seconds)")
    }
    let isOnce = arguments.has(once)
    guard !isOnce || !arguments.has(interval) else {
      throw UsageError("\(interval.flag) has no effect with \(once.flag); leave one out")
    }
    let folder = RunFolder(path)
    guard folder.holdsRun else { throw folder.missingRun }
    let record = try RunRecord(contentsOf: folder.configurationFile)
    let screen = TerminalScreen(environment: ProcessInfo.processInfo.environment, isPlain: arguments.has(plain))
    var metrics = JSONLines<StepMetrics>(following: folder.metricsFile)
    var measurements = JSONLines<MonitorRecord>(following: folder.monitorFile)
    func frame(_ size: TerminalSize) throws -> [String] {
      try metrics.refresh()
      try measurements.refresh()
      return WatchFrame(
        name: path, record: record, metrics: metrics.records, measurements: measurements.records,
        secondsSinceStep: age(of: folder.metricsFile), progress: progress(of: folder, record, metrics.records)
      ).lines(columns: size.columns, rows: size.rows, style: screen.style)
    }
    guard screen.isDrawable, !isOnce else {
      if arguments.has(interval) {
        Terminal.error("note: the state is shown once, since standard output is no terminal that can be drawn on")
      }
      Terminal.output(try frame(Terminal.outputSize).joined(separator: "\n"))
      return .done
    }
    try screen.show(every: seconds, frame)
    return .done
  }

  /// How far the run has come, and whether it goes on.
  private static func progress(of run: RunFolder, _ record: RunRecord, _ metrics: [StepMetrics]) -> WatchProgress {
    guard FileManager.default.fileExists(atPath: run.configurationFile) else {
      return WatchProgress(state: "the run folder is gone", share: nil, total: nil, secondsLeft: nil)
    }
    let state = RunState(of: run, record: record, lastStep: metrics.last?.step ?? 0)
    let words =
      switch state {
      case .running: "training"
      case .finished: "finished"
      case .interrupted: "interrupted: \(CommandLineText.barlow("pretrain", "--output", run.path)) goes on"
      case .gone(let checkpoint):
        "not training: its process is gone; \(CommandLineText.barlow("pretrain", "--output", run.path)) goes on from "
          + (checkpoint.map { "step \($0)" } ?? "the start")
      }
    guard let images = record.images else {
      return WatchProgress(state: words, share: nil, total: nil, secondsLeft: nil)
    }
    let clock = TrainingClock(record, images: images)
    var position = TrainingPosition()
    position.step = metrics.last?.step ?? 0
    let times = metrics.filter { $0.imagesPerSecond > 0 }.map { Double(record.batchSize) / $0.imagesPerSecond }
    position.elapsedSeconds = times.reduce(0, +)
    let recent = times.suffix(50)
    let left = clock.secondsLeft(at: position, stepsDone: recent.count, seconds: recent.reduce(0, +))
    return WatchProgress(
      state: words, share: state == .finished ? 1 : clock.fraction(at: position),
      total: "of " + (clock.totalSteps.map { NumberText.count($0, "step") } ?? String(describing: record.length)),
      secondsLeft: state == .running && !recent.isEmpty ? left : nil)
  }

  private static func age(of path: String) -> Double? {
    let date = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    return date.map { -$0.timeIntervalSinceNow }
  }
}
