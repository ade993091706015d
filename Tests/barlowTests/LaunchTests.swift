import Foundation
import Runs
import TestSupport
import Testing

/// `barlow launch` with real processes.
@Suite(.serialized) struct LaunchTests {
  private func command(_ data: String, _ run: String, epochs: Int = 2) -> [String] {
    [
      "pretrain", data, "--output", run, "--recipe", "small", "--image-size", "16", "--backbone", "resnet10", "--width",
      "8",
      "--projector", "32-16", "--batch-size", "16", "--epochs", String(epochs), "--warmup-epochs", "1", "--precision",
      "fp32",
      "--workers", "1", "--seed", "3", "--threads", "1", "--monitor", "off",
    ]
  }

  private func data() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, count: 160)
    return folder
  }

  private func losses(_ run: String) -> [Double] { ((try? readMetrics(of: RunFolder(run))) ?? []).map(\.loss) }

  /// The processes of a launcher, by rank.
  private func ranks(of launcher: Int32) throws -> [Int: Int32] {
    let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }
    return processes.reduce(into: [:]) { ranks, process in
      guard let data = FileManager.default.contents(atPath: "/proc/\(process)/environ") else { return }
      let variables = String(decoding: data, as: UTF8.self).split(separator: "\0")
      guard variables.contains("BARLOW_LAUNCHER=\(launcher)"),
        let rank = variables.first(where: { $0.hasPrefix("RANK=") }).flatMap({ Int($0.dropFirst(5)) })
      else { return }
      ranks[rank] = process
    }
  }

  private func wait(_ what: String, until isTrue: () throws -> Bool) throws {
    let start = ContinuousClock.now
    while try !isTrue() {
      try #require(ContinuousClock.now - start < .seconds(60), "\(what) takes too long")
      usleep(20000)
    }
  }

  @Test func whatItStartsTrainsAsOneProcessDoes() throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let one = try BarlowTool.run(command(data.path, runs.file("1")))
    let three = try BarlowTool.run(["launch", "--processes", "3"] + command(data.path, runs.file("3")))
    #expect(one.status == 0 && three.status == 0, "\(three.errors)")
    let (mine, theirs) = (losses(runs.file("1")), losses(runs.file("3")))
    #expect(mine.count == 20 && theirs.count == 20)
    #expect(zip(mine, theirs).allSatisfy { abs($0 - $1) < 1e-4 * max(abs($0), 1) })
    #expect(three.errors.contains("3 processes with 6 or 4 rows each"), "\(three.errors)")
    #expect(three.output.split(separator: "\n").filter { $0.hasPrefix("trained 20 steps") }.count == 1)
  }

  @Test func aKilledProcessIsNamedAndAllStartAgain() throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("run")
    let words = command(data.path, run, epochs: 6) + ["--checkpoint-every", "4"]
    let launcher = try BarlowTool.Call(["launch", "--processes=2", "--max-restarts", "1", "--"] + words)
    try wait("training") { losses(run).count >= 8 }
    let ranks = try ranks(of: launcher.processIdentifier)
    #expect(ranks.count == 2)
    kill(try #require(ranks[1]), SIGKILL)
    let result = try launcher.wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("barlow: rank 1 was killed by signal 9"), "\(result.errors)")
    #expect(result.errors.contains("starting again, 1 of 1") && result.errors.contains("going on from step"))
    #expect(losses(run).count == 60)
  }

  @Test func whatIsAskedOfTheLauncherHoldsForAll() throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("run")
    let launcher = try BarlowTool.Call(["launch", "--processes", "2", "--"] + command(data.path, run, epochs: 300))
    try wait("training") { losses(run).count >= 3 }
    launcher.signal(SIGTERM)
    let result = try launcher.wait()
    #expect(result.status == 130, "\(result.errors)")
    #expect(result.output.contains("interrupted after"))
    let names = try FileManager.default.contentsOfDirectory(atPath: run + "/checkpoints")
    #expect(names.contains("step-\(losses(run).count).safetensors"))
    // Nobody is left behind by a launcher that is killed.
    let killed = try BarlowTool.Call(["launch", "--processes", "2", "--"] + command(data.path, run, epochs: 300))
    let before = losses(run).count
    try wait("going on") { losses(run).count > before }
    let ranks = try ranks(of: killed.processIdentifier)
    #expect(ranks.count == 2)
    killed.signal(SIGKILL)
    _ = try killed.wait()
    try wait("the end of all") { ranks.values.allSatisfy { kill($0, 0) != 0 } }
  }

  @Test(arguments: [
    ([], "--processes is missing; give --processes N"),
    (["--processes", "0", "pretrain"], "--processes takes a whole number from 1 to 1024, not \"0\""),
    (["--processes", "2"], "the command to launch is missing; give one of pretrain"),
    (["--processes", "2", "--", "watch", "run"], "watch runs as one process; those that can be launched are pretrain"),
    (
      ["--processes", "2", "evaluate", "finetune", "photos"],
      "evaluate finetune runs as one process; those that can be launched are pretrain"
    ),
    (["--processes", "2", "pretrian"], "there is no command pretrian; did you mean pretrain?"),
    (
      ["--processes", "2", "pretrain", "x", "--bacth-size", "2"],
      "there is no flag --bacth-size; did you mean --batch-size?"
    ),
    (["--process", "2", "pretrain"], "there is no flag --process; did you mean --processes?"),
  ]) func whatMakesNoSenseIsSaidOnce(words: [String], error: String) throws {
    let result = try BarlowTool.run(["launch"] + words)
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.errorLines.count == 1 && result.errorLines[0].contains(error), "\(result.errors)")
  }

  @Test func helpOfTheCommand() throws {
    let result = try BarlowTool.run("launch", "--processes", "2", "--", "pretrain", "--help")
    #expect(result.status == 0 && result.output.contains("USAGE  barlow pretrain"))
  }
}
