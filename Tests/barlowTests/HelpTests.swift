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
}
