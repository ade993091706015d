import Foundation
import Runs
import Testing
import TestSupport

/// What a person does wrong gives one line, the documented exit code, and loses nothing.
@Suite struct BadInputTests {
  private static let small = [
    "--recipe", "small", "--backbone", "resnet10", "--width", "8", "--projector", "16-16", "--batch-size", "16",
    "--epochs", "2", "--precision", "fp32", "--threads", "1", "--workers", "1",
  ]

  private func expect(
    _ arguments: [String], status: Int32, _ words: String..., location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try BarlowTool.run(arguments)
    #expect(result.status == status, "\(result.errors)", sourceLocation: location)
    let lines = result.errorLines
    #expect(lines.count == 1, "\(result.errors)", sourceLocation: location)
    for word in words {
      #expect(lines.first?.contains(word) == true, "\(lines) lacks \(word)", sourceLocation: location)
    }
    #expect(result.output.isEmpty, sourceLocation: location)
  }

  private func data(_ count: Int = 64) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, count: count)
    return folder
  }

  @Test func missingAndEmptyFolders() throws {
    let runs = try TemporaryFolder()
    try expect(["pretrain", "/nonexistent", "--output", runs.file("r")], status: 66, "/nonexistent")
    try expect(["pretrain", "fashion-mnits", "--output", runs.file("r")], status: 66, "did you mean fashion-mnist?")
    let empty = try TemporaryFolder()
    try expect(["pretrain", empty.path, "--output", runs.file("r")], status: 66, empty.path, "no images")
    #expect(!FileManager.default.fileExists(atPath: runs.file("r")))
  }

  @Test func oneImage() throws {
    let (folder, runs) = (try data(1), try TemporaryFolder())
    try expect(["pretrain", folder.path, "--output", runs.file("r")] + Self.small, status: 64, "at least 2")
  }

  @Test func aTextFileNamedJPEG() throws {
    let (folder, runs) = (try TemporaryFolder(), try TemporaryFolder())
    for index in 0..<20 { try folder.write(Array("this is text".utf8), to: "\(index).jpg") }
    let arguments = ["pretrain", folder.path, "--output", runs.file("r")] + Self.small
    try expect(arguments + ["--on-bad-image", "fail"], status: 65, ".jpg")
    let skipping = try BarlowTool.run(arguments + ["--overwrite"])
    #expect(skipping.status == 65)
    #expect(skipping.errorLines.count == 1)
    #expect(skipping.errors.contains("none of the 20 images can be read; the first: 0.jpg: not a JPEG"))
    #expect(!FileManager.default.fileExists(atPath: runs.file("r")))
    #expect(!skipping.errors.contains("choose to skip"))
  }

  @Test func batchLargerThanTheData() throws {
    let (folder, runs) = (try data(64), try TemporaryFolder())
    try expect(
      ["pretrain", folder.path, "--output", runs.file("r"), "--batch-size", "65"], status: 64, "65", "64 images",
      "--batch-size")
  }

  @Test func unknownWords() throws {
    let (folder, runs) = (try data(), try TemporaryFolder())
    try expect(["pretrian"], status: 64, "did you mean pretrain?")
    try expect(["pretrain", folder.path, "--ouput", "x"], status: 64, "did you mean --output?")
    try expect(["pretrain", folder.path], status: 64, "--output is missing")
    try expect(["pretrain", "--output", "x"], status: 64, "DATA is missing")
    try runs.write(Array(#"{"lamda": 1}"#.utf8), to: "c.json")
    try expect(
      ["pretrain", folder.path, "--output", runs.file("r"), "--config", runs.file("c.json")], status: 64, "lamda",
      "did you mean lambda?")
    try expect(
      ["pretrain", folder.path, "--output", runs.file("r"), "--projector", "512-x"], status: 64, "--projector", "512-x")
    try expect(
      ["pretrain", folder.path, "--output", runs.file("r"), "--device", "cuda:99"], status: 69, "CUDA")
    try expect(
      ["pretrain", folder.path, "--output", runs.file("r"), "--epochs", "1", "--minutes", "1"], status: 64, "contradict"
    )
    #expect(!FileManager.default.fileExists(atPath: runs.file("r")))
  }

  @Test func aLossThatIsNotANumberStopsAndKeepsTheCheckpoint() throws {
    let (folder, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("r")
    // A decay of more than everything at each step makes the weights overflow, which batch normalization cannot hide.
    let arguments =
      ["pretrain", folder.path, "--output", run] + Self.small
      + ["--optimizer", "sgd", "--learning-rate", "1e6", "--weight-decay", "1e3", "--checkpoint-every", "1"]
    let result = try BarlowTool.run(arguments)
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.errorLines.first?.contains("step") == true)
    #expect(result.errorLines.first?.contains("--learning-rate") == true)
    let kept = try FileManager.default.contentsOfDirectory(atPath: run + "/checkpoints")
    #expect(!kept.isEmpty)
    #expect(result.errorLines.first?.contains("is kept") == true)
  }

  @Test func aRunFolderInUse() throws {
    let (folder, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("r")
    let arguments = ["pretrain", folder.path, "--output", run] + Self.small
    let call = try BarlowTool.Call(arguments)
    while call.isRunning, !FileManager.default.fileExists(atPath: run + "/metrics.jsonl") { usleep(1000) }
    call.signal(SIGSTOP)
    defer {
      call.signal(SIGCONT)
      call.signal(SIGKILL)
      _ = try? call.wait()
    }
    try expect(arguments, status: 69, "in use", run)
  }

  @Test func aFolderOfOtherThings() throws {
    let (folder, runs) = (try data(), try TemporaryFolder())
    try runs.write(Array("precious".utf8), to: "thesis.txt")
    try expect(["pretrain", folder.path, "--output", runs.path] + Self.small, status: 64, runs.path)
    try expect(["pretrain", folder.path, "--output", runs.path, "--overwrite"] + Self.small, status: 64, runs.path)
    #expect(try String(contentsOfFile: runs.file("thesis.txt"), encoding: .utf8) == "precious")
  }

  @Test func aDamagedCheckpointNamesItselfAndTheOneBefore() throws {
    let (folder, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("r")
    let arguments = ["pretrain", folder.path, "--output", run, "--checkpoint-every", "3"] + Self.small
    #expect(try BarlowTool.run(arguments).status == 0)
    let file = run + "/checkpoints/step-8.safetensors"
    let weights = try Data(contentsOf: URL(filePath: run + "/weights/backbone.safetensors"))
    let data = try Data(contentsOf: URL(filePath: file))
    try data.prefix(data.count / 2).write(to: URL(filePath: file))
    try expect(arguments, status: 65, "step-8.safetensors", "delete it to go on from step 6")
    try FileManager.default.removeItem(atPath: file)
    let resumed = try BarlowTool.run(arguments)
    #expect(resumed.status == 0)
    #expect(try Data(contentsOf: URL(filePath: run + "/weights/backbone.safetensors")) == weights)
  }

  @Test func aFileThatCannotGrow() throws {
    let (folder, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("r")
    let arguments = ["pretrain", folder.path, "--output", run] + Self.small
    // A limit on the size of files stands in for a full disk: the record fits, a checkpoint does not.
    let result = try BarlowTool.run(arguments, shellPrelude: "ulimit -f 40")
    #expect(result.status == 74, "\(result.errors)")
    #expect(result.errorLines.count == 1)
    #expect(result.errorLines.first?.contains("cannot write") == true)
    let left = (try? FileManager.default.subpathsOfDirectory(atPath: run)) ?? []
    #expect(!left.contains { $0.hasSuffix(".partial") || $0.hasSuffix(".safetensors") }, "\(left)")
    #expect(try BarlowTool.run(arguments).status == 0)
  }

  @Test func aLogThatCannotGrowKeepsWholeLines() throws {
    let (folder, runs) = (try data(16 * 4), try TemporaryFolder())
    let run = runs.file("r")
    // The record and a few steps fit, and no checkpoint is due before.
    let result = try BarlowTool.run(
      ["pretrain", folder.path, "--output", run, "--monitor", "off"] + Self.small.map { $0 == "2" ? "20" : $0 },
      shellPrelude: "ulimit -f 16")
    #expect(result.status == 74, "\(result.errors)")
    #expect(
      result.errorLines.count == 1 && result.errorLines.first?.contains("metrics.jsonl: the disk is full") == true)
    let text = try String(contentsOfFile: run + "/metrics.jsonl", encoding: .utf8)
    #expect(text.hasSuffix("\n") && text.utf8.count > 7000)
    #expect(try readMetrics(of: RunFolder(run)).map(\.step) == Array(1...text.split(separator: "\n").count))
  }

  @Test func damagedLogsAndIdleFlagsAreNamed() throws {
    let (folder, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("r")
    let arguments = ["pretrain", folder.path, "--output", run, "--checkpoint-every", "3"] + Self.small
    #expect(try BarlowTool.run(arguments).status == 0)
    let log = run + "/metrics.jsonl"
    var lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    lines[2] = "{\"step\": 3, \"loss\""
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: log))
    for command in [["watch", run], ["report", run]] {
      try expect(command, status: 65, "metrics.jsonl is damaged: line 3 ")
    }
    try FileManager.default.removeItem(atPath: run + "/checkpoints/step-8.safetensors")
    let resumed = try BarlowTool.run(arguments)
    #expect(resumed.status == 65 && resumed.errorLines.first?.contains("line 3 ") == true, "\(resumed.errors)")
    try expect(["watch", run, "--once", "--interval", "2"], status: 64, "--interval has no effect with --once")
  }

  @Test func modelsThatAreNotThere() throws {
    let folder = try data()
    try expect(["embed", folder.path, "--model", "/nonexistent", "--output", "x.npy"], status: 66, "/nonexistent")
    try expect(["embed", folder.path, "--model", "/nonexistent", "--output", "x.txt"], status: 64, ".npy")
    try expect(["inspect", "/nonexistent/a.npy", "/nonexistent/b.npy"], status: 66, "/nonexistent/a.npy")
  }
}
