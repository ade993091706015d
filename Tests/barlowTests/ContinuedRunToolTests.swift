import Foundation
import Runs
import TestSupport
import Testing

@testable import barlow

/// What a person types to go on with a run, and what the tool says to type next.
@Suite struct ContinuedRunToolTests {
  private let folder: TemporaryFolder
  private var run: String { folder.file("my run") }

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("images"), withIntermediateDirectories: true)
    let data = try TemporaryFolder()
    try IDXFixture.write(to: data, count: 4 * 16)
    for name in try FileManager.default.contentsOfDirectory(atPath: data.path) {
      try FileManager.default.copyItem(atPath: data.file(name), toPath: folder.file("images/" + name))
    }
  }

  private static let settings = [
    "--recipe", "small", "--backbone", "resnet10", "--width", "4", "--projector", "16-16", "--batch-size", "16",
    "--epochs", "2", "--precision", "fp32", "--threads", "1", "--workers", "0", "--monitor", "off",
  ]

  @Test func aRunIsFoundFromItsFolderAlone() throws {
    // Started with a relative path, from the folder above the images.
    let first = try BarlowTool.run(
      ["pretrain", "./images/", "--output", "my run"] + Self.settings, shellPrelude: "cd '\(folder.path)'")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("next: barlow report 'my run'"))
    #expect(first.errors.contains("barlow evaluate knn ./images/ --model 'my run'"))
    #expect(try RunRecord(contentsOf: run + "/config.json").data == folder.file("images"))

    let again = try BarlowTool.run("pretrain", "--output", run)
    #expect(again.status == 0 && again.output.contains("is finished: trained 8 steps"))
    #expect(again.output.contains("--epochs or --minutes"))
    let spelled = try BarlowTool.run(
      ["pretrain", "../images", "--output", run], shellPrelude: "cd '\(run)'")
    #expect(spelled.status == 0 && spelled.output.contains("is finished"), "\(spelled.errors)")

    let longer = try BarlowTool.run("pretrain", "--output", run, "--epochs", "3")
    #expect(longer.status == 0 && longer.output.contains("trained 12 steps"))
    #expect(longer.errors.contains("prolonged from 2 epochs to 3 epochs"))
    let shorter = try BarlowTool.run("pretrain", "--output", run, "--epochs", "1")
    #expect(shorter.status == 64 && shorter.errorLines.first?.contains("trained for 3 epochs") == true)
    let other = try BarlowTool.run("pretrain", "--output", run, "--width", "8")
    #expect(other.status == 64 && other.errorLines.first?.contains("--width 4, not 8") == true)
    #expect(try readMetrics(of: RunFolder(run)).map(\.step) == Array(1...12))

    let json = try BarlowTool.run("pretrain", "--output", run, "--json")
    #expect(try json.json()["wasFinished"] as? Bool == true)
    #expect(!json.errors.contains("next:"))
  }

  @Test func withoutARunTheDataMustBeNamed() throws {
    let result = try BarlowTool.run("pretrain", "--output", folder.file("nothing"))
    #expect(result.status == 64 && result.errorLines.first?.contains("DATA is missing") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.file("nothing")))
  }

  @Test func aRunStartsFromWeights() throws {
    let data = folder.file("images")
    #expect(try BarlowTool.run(["pretrain", data, "--output", run] + Self.settings).status == 0)
    let next = folder.file("next")
    let result = try BarlowTool.run(
      "pretrain", data, "--output", next, "--from", run, "--recipe", "small", "--epochs", "1", "--batch-size", "16",
      "--threads", "1")
    #expect(result.status == 0 && result.errors.contains("starting from \(run)\n"), "\(result.errors)")
    let record = try RunRecord(contentsOf: next + "/config.json")
    #expect(record.backbone.summary == "resnet10 of width 4" && record.projector == [16, 16])
    let wide = try BarlowTool.run(
      "pretrain", data, "--output", folder.file("wide"), "--from", run, "--recipe", "small", "--width", "8")
    #expect(wide.status == 64 && wide.errorLines.first?.contains("and not resnet10 of width 8") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.file("wide/config.json")))
    let missing = try BarlowTool.run(
      "pretrain", data, "--output", folder.file("wide"), "--from", folder.file("none"))
    #expect(missing.status == 66 && missing.errorLines.count == 1)
  }

  @Test func everyCommandSaysWhatComesNext() throws {
    // A live view leaves the terminal as it was, and of what is launched the command itself says it.
    for command in Barlow.commands where command != WatchCommand.self && !command.takesCommand {
      let flags = ["--output": "x.npy", "--model": "run"].filter { flag, _ in
        command.options.contains { $0.flag == flag }
      }
      let call = ["a b"] + flags.flatMap { [$0, $1] }
      let words = command.next(try Arguments(call, options: command.options), after: .done)
      #expect(words?.isEmpty == false, "\(command.name)")
    }
    #expect(CommandLineText.barlow("report", "it's", nil, "--x", "a,b") == "barlow report 'it'\\''s' --x a,b")
  }
}
