import BarlowTwins
import Foundation
import NN
import Runs
import Testing
import TestSupport

/// A run that was stopped in whatever way goes on as if it had not been.
@Suite(.serialized) struct ResumeTests {
  private static let steps = 48

  private func command(
    _ data: TemporaryFolder, run: String, optimizer: String, precision: String, localCrops: Int = 0
  ) -> [String] {
    [
      "pretrain", data.path, "--output", run, "--recipe", "small", "--backbone", "resnet10", "--width", "8",
      "--projector", "32-32", "--batch-size", "32", "--epochs", "6", "--warmup-epochs", "1", "--checkpoint-every", "5",
      "--optimizer", optimizer, "--precision", precision, "--learning-rate", "0.004", "--threads", "1", "--workers",
      "1", "--local-crops", String(localCrops), "--monitor-every", "7",
    ]
  }

  private func data() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, count: 8 * 32)
    return folder
  }

  /// Starts a run and sends it a signal once it has logged some steps.
  private func stop(
    _ command: [String], run: String, with signal: Int32, afterSteps count: Int, shellPrelude: String? = nil
  ) throws -> BarlowTool.Result {
    let call = try BarlowTool.Call(command, shellPrelude: shellPrelude)
    let log = run + "/metrics.jsonl"
    while call.isRunning {
      let lines = (try? String(contentsOfFile: log, encoding: .utf8))?.split(separator: "\n").count ?? 0
      if lines >= count { break }
      usleep(2000)
    }
    call.signal(signal)
    return try call.wait()
  }

  private func metrics(_ run: String) throws -> [StepMetrics] { try readMetrics(of: RunFolder(run)) }

  @Test(arguments: [("lars", "fp32", 0), ("sgd", "fp32", 1), ("adamw", "bf16", 0)])
  func killedRunsEndBitIdentical(optimizer: String, precision: String, localCrops: Int) throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let whole = runs.file("whole")
    let broken = runs.file("broken")
    #expect(
      try BarlowTool.run(
        command(
          data, run: whole, optimizer: optimizer, precision: precision, localCrops: localCrops)
      ).status == 0)
    let again = command(
      data, run: broken, optimizer: optimizer, precision: precision, localCrops: localCrops)
    for count in [12, 23] {
      _ = try stop(again, run: broken, with: SIGKILL, afterSteps: count)
      #expect(try metrics(broken).count < Self.steps, "the run ended before it was killed")
    }
    let result = try BarlowTool.run(again)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("going on from step"))

    let expected = try metrics(whole)
    #expect(expected.map(\.step) == Array(1...Self.steps))
    #expect(try metrics(broken).map(\.withoutTimes) == expected.map(\.withoutTimes))
    for file in ["weights/backbone.safetensors", "weights/projector.safetensors"] {
      let (a, b) = (whole + "/" + file, broken + "/" + file)
      #expect(try content(a) == content(b), "\(file) differs")
    }

    // The table says what the log says.
    let rows = try String(contentsOfFile: broken + "/metrics.csv", encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",") }
    #expect(rows.count == Self.steps + 1 && rows[0][2] == "loss")
    #expect(rows.dropFirst().map { Double($0[2]) } == expected.map(\.loss))

    // Looking at the network changes nothing, and measurements are those of the steps that stand.
    let (measurements, measurementsAgain) = (
      try readMonitor(of: RunFolder(whole)), try readMonitor(of: RunFolder(broken))
    )
    #expect(measurements.map(\.step) == [7, 14, 21, 28, 35, 42, 48])
    #expect(measurements.map(\.withoutTime) == measurementsAgain.map(\.withoutTime))

    // The rate that each step used is that of the schedule, from 0 on the first step.
    let schedule = WarmupCosineSchedule(warmup: 8, total: Double(Self.steps))
    let base = 0.004 * 32 / 256
    for line in expected {
      #expect(abs(line.learningRate - base * schedule.factor(at: Double(line.step - 1))) < 1e-12)
      #expect(line.epoch == (line.step - 1) / 8 + 1)
    }
  }

  /// Whether a hang-up is ignored by whoever runs the tests, and so by the tool.
  private static var ignoresHangUp: Bool {
    let handler = signal(SIGHUP, SIG_DFL)
    signal(SIGHUP, handler)
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// A terminal that is closed, and a polite kill, are answered as Ctrl-C is.
  @Test(arguments: [SIGINT, SIGTERM] + (ignoresHangUp ? [] : [SIGHUP]))
  func anInterruptedRunKeepsItsLastStep(signal: Int32) throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("run")
    let command = command(data, run: run, optimizer: "adamw", precision: "fp32")
    let result = try stop(command, run: run, with: signal, afterSteps: 7)
    #expect(result.status == 130)
    #expect(result.output.contains("repeat the command to go on"))
    #expect(
      result.errors.contains("stopping after this step") && result.errors.contains("next: barlow pretrain --output"))
    let last = try #require(try metrics(run).last).step
    #expect(last < Self.steps)
    #expect(FileManager.default.fileExists(atPath: run + "/checkpoints/step-\(last).safetensors"))
    #expect(try BarlowTool.run(command).status == 0)
    #expect(try metrics(run).map(\.step) == Array(1...Self.steps))
    let repeated = try BarlowTool.run(command)
    #expect(repeated.status == 0)
    #expect(repeated.output.contains("is finished: trained \(Self.steps) steps"))
  }

  /// The index of a safetensors file, but for the command that names the run, and the bytes of its values.
  private func content(_ path: String) throws -> [NSObject] {
    let data = try Data(contentsOf: URL(filePath: path))
    let count = data.withUnsafeBytes { Int($0.loadUnaligned(as: UInt64.self).littleEndian) }
    var index = try #require(try JSONSerialization.jsonObject(with: data[8..<8 + count]) as? [String: Any])
    var metadata = try #require(index["__metadata__"] as? [String: String])
    metadata["command"] = nil
    index["__metadata__"] = metadata
    return [index as NSDictionary, data[(8 + count)...] as NSData]
  }

  @Test func whoeverIgnoresHangUpsGoesOn() throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("run")
    let command = command(data, run: run, optimizer: "adamw", precision: "fp32")
    // As nohup does.
    let result = try stop(command, run: run, with: SIGHUP, afterSteps: 7, shellPrelude: "trap '' HUP")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try metrics(run).map(\.step) == Array(1...Self.steps))
  }

  @Test func anInterruptedLookIsTakenUp() throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("run")
    // Measurements after every step take most of the time, so that the signal comes during one.
    let command = [
      "pretrain", data.path, "--output", run, "--recipe", "small", "--backbone", "resnet10", "--width", "8",
      "--projector", "32-32", "--batch-size", "32", "--epochs", "1", "--precision", "fp32", "--threads", "1",
      "--workers", "1", "--monitor", "both", "--monitor-every", "1",
    ]
    let result = try stop(command, run: run, with: SIGINT, afterSteps: 3)
    #expect(result.status == 130, "\(result.errors)")
    let last = try #require(try metrics(run).last).step
    #expect(FileManager.default.fileExists(atPath: run + "/checkpoints/step-\(last).safetensors"))
    let seen = try readMonitor(of: RunFolder(run)).map(\.step)
    #expect(seen == Array(1..<last) || seen == Array(1...last))
    #expect(try BarlowTool.run(command).status == 0)
    #expect(try readMonitor(of: RunFolder(run)).map(\.step) == Array(1...7))
  }

  @Test func otherSettingsAreNotMixedIn() throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("run")
    let command = command(data, run: run, optimizer: "adamw", precision: "fp32") + ["--max-images", "64"]
    #expect(try BarlowTool.run(command).status == 0)
    let other = try BarlowTool.run(command + ["--lambda", "0.1"])
    #expect(other.status == 64)
    #expect(other.errorLines.first?.contains("--lambda") == true)
    #expect(try BarlowTool.run(command + ["--lambda", "0.1", "--overwrite"]).status == 0)
  }
}
