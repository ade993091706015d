import Distributed
import Foundation
import Runs
import Settings
import Torch
import Training

/// `barlow benchmark distributed`: what the processes of a training send in a step, and how long they wait for it.
enum BenchmarkDistributedCommand: Command {
  static let name = "benchmark distributed"
  static let abstract = "Measure what processes that train together send to each other in a step."
  static let arguments: [String] = []
  static let isShared = true
  static let settings =
    BenchmarkTrainCommand.settings + Setting.all.filter { $0.name == "compress" }
  static let options = settings.map(\.option) + [BenchmarkTrainCommand.channels, BenchmarkTrainCommand.runs, .json]
  static let discussion = """
    Start it as the training itself is started:
      barlow launch --processes 2 -- benchmark distributed --backbone resnet18
    What is not given is as for `benchmark train`. Waiting is for the slowest process too. The prediction is messages times the time of
    the smallest one plus bytes by the speed of a large one, both measured before the steps.
    """

  /// What was sent of one kind, by rank 0 in a step.
  struct Row: Encodable {
    let kind: TrafficKind
    let messages: Double
    let bytes: Double
    let seconds: Double
    /// By latency and bandwidth.
    let predictedSeconds: Double
  }

  /// The measured steps; times are in seconds.
  struct Findings: Encodable {
    let `case`: String
    let processes: Int
    let median: Double
    let runs: Int
    /// Of the smallest message.
    let latency: Double
    /// Of a large sum, as bytes sent.
    let bytesPerSecond: Double
    let kinds: [Row]
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "docs/many-processes.md has the model of the prediction, with figures"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode { try SharedWork.run { try run(arguments, in: $0) } }

  private static func run(_ arguments: Arguments, in group: ProcessGroup) throws -> ExitCode {
    _ = try arguments.requirePositional([])
    guard !group.isAlone else {
      throw UsageError("one process sends nothing; start several, such as by barlow launch --processes 2 -- \(name)")
    }
    let runs = try arguments.integer(BenchmarkTrainCommand.runs, in: 1...100_000) ?? 5
    let channels = try arguments.integer(BenchmarkTrainCommand.channels, in: 1...3) ?? 3
    guard channels != 2 else { throw UsageError("--channels takes 1 or 3, not 2") }
    var model = try BenchmarkModel(SettingLayer(arguments, settings), channels: channels, in: group)
    Interruption.listen()
    let link = try LinkSpeed(measuring: group)
    var first: [TrafficKind: Traffic]?
    let measurement = try Measurement(runs: runs) {
      _ = try model.step()
      // Without the step that warms up.
      if first == nil { first = group.traffic }
    }
    let rows = TrafficKind.allCases.compactMap { kind -> Row? in
      let sent = (group.traffic[kind] ?? Traffic()) - (first?[kind] ?? Traffic())
      guard sent.messages > 0 else { return nil }
      let (messages, bytes) = (Double(sent.messages) / Double(runs), Double(sent.bytes) / Double(runs))
      return Row(
        kind: kind, messages: messages, bytes: bytes, seconds: sent.seconds / Double(runs),
        predictedSeconds: messages * link.latency + bytes / link.bytesPerSecond)
    }
    let findings = Findings(
      case: model.description, processes: group.size, median: measurement.median, runs: runs, latency: link.latency,
      bytesPerSecond: link.bytesPerSecond, kinds: rows)
    if arguments.has(.json) {
      if group.isOwner { try Terminal.output(json: findings) }
    } else {
      Terminal.output(text(findings))
    }
    return .done
  }

  private static func text(_ findings: Findings) -> String {
    let head = String(
      format: "%@: %d processes, median %.3f s of %d steps; a message takes %.3f ms, and %.0f MB go in a second",
      findings.case, findings.processes, findings.median, findings.runs, 1e3 * findings.latency,
      findings.bytesPerSecond / 1e6)
    let rows = findings.kinds.map {
      String(
        format: "%@ %8.0f %12.3f %12.2f %12.2f", $0.kind.rawValue.padding(toLength: 14, withPad: " ", startingAt: 0),
        $0.messages, $0.bytes / 1e6, 1e3 * $0.seconds, 1e3 * $0.predictedSeconds)
    }
    return ([head, "in a step      messages      MB sent      ms waited ms predicted"] + rows).joined(separator: "\n")
  }
}
