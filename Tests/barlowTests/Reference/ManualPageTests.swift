import Foundation
import TestSupport
import Testing

@testable import barlow

/// The manual page, as the programs that show it read it.
@Suite struct ManualPageTests {
  private func page() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let result = try BarlowTool.run("man")
    #expect(result.status == 0 && result.errors.isEmpty && result.output == ManualPage.text + "\n")
    try folder.write(Array(result.output.utf8), to: "barlow.1")
    return folder
  }

  /// Whether every command with its flags, and every exit code, is in a rendered page.
  private func expectEverything(in rendered: String, _ program: String) {
    let words = Set(rendered.split(whereSeparator: \.isWhitespace).map(String.init))
    for command in Barlow.commands {
      #expect(rendered.contains("barlow \(command.name)\n"), "\(program) shows no section of \(command.name)")
      for option in command.allOptions {
        #expect(words.contains(option.flag), "\(program) shows no \(option.flag) of \(command.name)")
      }
    }
    for code in ExitCode.allCases { #expect(words.contains(String(code.rawValue)), "\(program): \(code)") }
  }

  @Test func everyCommandWithItsFlagsHasASection() throws {
    let sections = ManualPage.text.components(separatedBy: "\n.SH ")
    for command in Barlow.commands {
      let title = "\"barlow \(command.name)\"\n"
      let section = try #require(sections.first { $0.hasPrefix(title) }, "\(command.name)")
      for option in command.allOptions {
        let flag = option.flag.replacing("-", with: "\\-")
        #expect(section.contains("\\fB\(flag)\\fR"), "\(option.flag) of \(command.name)")
      }
    }
  }

  @Test func itIsASCII() {
    #expect(ManualPage.text.utf8.allSatisfy { $0 < 128 })
  }

  @Test(.enabled(if: OutsideProgram.isInstalled("groff"), "groff is not installed"))
  func groffHasNoWarnings() throws {
    let folder = try page()
    let groff = try #require(OutsideProgram("groff"))
    let rendered = try groff.run(["-man", "-ww", "-Tutf8", "-P-cbou", "-rLL=80n", "barlow.1"], in: folder.path)
    #expect(rendered.status == 0)
    #expect(!rendered.text.contains("warning"), "\(rendered.text.split(separator: "\n").prefix(3))")
    expectEverything(in: rendered.text, "groff")
  }

  @Test(.enabled(if: OutsideProgram.isInstalled("man"), "man is not installed"))
  func manShowsIt() throws {
    let folder = try page()
    let man = try #require(OutsideProgram("man"))
    let rendered = try man.run(["--warnings=w", "-l", "barlow.1"], in: folder.path)
    #expect(rendered.status == 0 && !rendered.text.contains("warning"))
    #expect(rendered.text.contains("Train an encoder on unlabelled images"))
    #expect(rendered.text.contains("3×3"), "characters beyond ASCII arrive")
  }

  @Test func theDocumentHasTheSameExitCodes() throws {
    let page = try String(
      contentsOf: PythonReference.packageFolder.appending(path: "docs/command-line.md"), encoding: .utf8)
    for code in ExitCode.allCases { #expect(page.contains("| \(code.rawValue) | \(code.meaning) |")) }
  }
}
