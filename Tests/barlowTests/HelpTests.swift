import Foundation
import TestSupport
import Testing

@testable import barlow

@Suite struct HelpTests {
  @Test func theDocumentShowsTheHelpOfEveryCommand() throws {
    let page = try String(
      contentsOf: PythonReference.packageFolder.appending(path: "docs/command-line.md"), encoding: .utf8)
    for command in Barlow.commands {
      #expect(
        page.contains("```text\n\(command.help)\n```"), "docs/command-line.md shows an old help of \(command.name)")
    }
  }

  @Test func aHelpOfEachKindIsPrinted() throws {
    #expect(try BarlowTool.run("--help").output.contains("USAGE"))
    #expect(try BarlowTool.run("evaluate", "--help").output.contains("barlow evaluate knn"))
    let knn = try BarlowTool.run("evaluate", "knn", "--help")
    #expect(knn.status == 0)
    #expect(knn.output == EvaluateKNNCommand.help + "\n")
    #expect(try BarlowTool.run([]).status == 64)
  }

  @Test func helpAndVersionAreCommandsToo() throws {
    let overview = try BarlowTool.run("help")
    #expect(overview.status == 0 && overview.output == Barlow.overview + "\n" && overview.errors.isEmpty)
    #expect(try BarlowTool.run("--help").output == overview.output)
    for command in Barlow.commands {
      #expect(Barlow.overview.contains("  \(command.name) "), "the overview lacks \(command.name)")
    }
    for command in Barlow.commands {
      let words = command.name.split(separator: " ").map(String.init)
      let result = try BarlowTool.run(["help"] + words)
      #expect(result.status == 0 && result.output == command.help + "\n" && result.errors.isEmpty, "\(command.name)")
    }
    #expect(try BarlowTool.run("help", "evaluate").output == BarlowTool.run("evaluate", "--help").output)
    let version = try BarlowTool.run("version")
    #expect(version.status == 0 && version.output == "barlow \(Barlow.version)\n" && version.errors.isEmpty)
    #expect(try BarlowTool.run("--version").output == version.output)
  }

  @Test func helpOfWhatIsNotThereIsTheErrorOfAMistypedCommand() throws {
    for words in [["pretrian"], ["nonsense"], ["evaluate", "knm"], ["evaluate", "nonsense"]] {
      let help = try BarlowTool.run(["help"] + words)
      let call = try BarlowTool.run(words)
      #expect(help.status == 64 && help.output.isEmpty)
      #expect(help.errors == call.errors && help.errorLines.count == 1, "\(help.errors)")
    }
    let extra = try BarlowTool.run("help", "pretrain", "photos")
    #expect(extra.status == 64 && extra.errorLines == ["barlow: \"photos\" is one argument too many"])
    #expect(try BarlowTool.run("version", "photos").status == 64)
  }
}
