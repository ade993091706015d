import Files
import Foundation
import Reporting
import Training

/// `barlow watch`: a run as it goes, in a terminal.
enum WatchCommand: Command {
  static let name = "watch"
  static let abstract = "Show a live run in the terminal: curves, C, the verdict."
  static let arguments = ["RUN"]
  static let interval = Option(
    flag: "--interval", placeholder: "SECONDS", help: "The time between two looks; 1 by default.")
  static let once = Option(flag: "--once", placeholder: nil, help: "Show the state once and end.")
  static let plain = Option(flag: "--no-color", placeholder: nil, help: "Use shades instead of colours.")
  static let options = [interval, once, plain]
  static let discussion = """
    Only reads the run's files, so it can be started and ended at any time, also through ssh. Ctrl-C ends it, and nothing else.
    Where standard output is no terminal, the state is shown once. NO_COLOR in the environment means --no-color.
    """

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let path = try arguments.requirePositional(["RUN"])[0]
    guard !arguments.has(once) || arguments.value(Self.interval) == nil else {
      throw UsageError("\(Self.interval.flag) has no effect with \(once.flag); leave one out")
    }
    let interval = try arguments.number(interval, above: 0) ?? 1
    guard interval <= 3600 else {
      throw UsageError("\(Self.interval.flag) takes at most 3600 seconds, not \(interval)")
    }
    let folder = RunFolder(path)
    guard folder.holdsRun else {
      throw FileError(.missing, "\(path) is not a run folder: it has no config.json; give the --output of a pretrain")
    }
    let record = try RunRecord(contentsOf: folder.configurationFile)
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let isColored = isTerminal && !arguments.has(plain) && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    var metrics = JSONLines<StepMetrics>(following: folder.metricsFile)
    var looks = JSONLines<MonitorRecord>(following: folder.monitorFile)
    func frame() throws -> [String] {
      try metrics.refresh()
      try looks.refresh()
      let size = Terminal.outputSize
      return WatchFrame(
        name: path, record: record, metrics: metrics.records, looks: looks.records,
        secondsSinceStep: age(of: folder.metricsFile)
      ).lines(columns: size.columns, rows: size.rows, isColored: isColored)
    }
    guard isTerminal, !arguments.has(once) else {
      Terminal.output(try frame().joined(separator: "\n"))
      return .done
    }
    Interruption.listen()
    // Another screen, so that what was on this one comes back, and no cursor.
    Terminal.outputRaw("\u{1B}[?1049h\u{1B}[?25l")
    defer { Terminal.outputRaw("\u{1B}[?25h\u{1B}[?1049l") }
    while !Interruption.isRequested {
      let lines = try frame().prefix(Terminal.outputSize.rows)
      // Each line is cleared to its end as it is drawn, and the rest below: no flicker.
      Terminal.outputRaw("\u{1B}[H" + lines.joined(separator: "\u{1B}[K\r\n") + "\u{1B}[K\u{1B}[J")
      let end = Date(timeIntervalSinceNow: interval)
      while !Interruption.isRequested, Date() < end { usleep(50_000) }
    }
    return .done
  }

  private static func age(of path: String) -> Double? {
    let date = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    return date.map { -$0.timeIntervalSinceNow }
  }
}
