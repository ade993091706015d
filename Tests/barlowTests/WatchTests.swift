import Foundation
import TestSupport
import Testing

@testable import barlow

/// `barlow watch` on terminals and elsewhere, through the built tool.
@Suite struct WatchTests {
  private func codes(_ text: String) -> ReferenceArray {
    let values = text.unicodeScalars.map { Double($0.value) }
    return ReferenceArray(shape: [values.count], values: values)
  }

  @Test func terminalsAreDrawnOnAndLeftAsTheyWere() throws {
    let (data, runs) = (try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: data, count: 64)
    let run = runs.file("run")
    let trained = try BarlowTool.run(
      "pretrain", data.path, "--output", run, "--recipe", "small", "--backbone", "resnet10", "--width", "8",
      "--projector", "16-16", "--batch-size", "16", "--epochs", "2", "--threads", "1")
    try #require(trained.status == 0, "\(trained.errors)")
    let found = try PythonReference.run("terminal.py", ["tool": codes(BarlowTool.path), "run": codes(run)])
    func values(_ name: String) throws -> [Double] { try #require(found[name], "\(name)").values }

    let (size, small) = (try values("size"), try values("smallSize"))
    #expect(size[0] > 12 && size[0] <= 24 && size[1] > 40 && size[1] < 80, "\(size)")
    #expect(small[0] > 4 && small[0] <= 12 && small[1] > 20 && small[1] < 40, "\(small)")
    for name in ["redrawn", "entered", "left", "colored", "suspended", "stopped", "resumed", "plain", "ascii", "dumb"] {
      #expect(try values(name) == [1], "\(name)")
    }
    for name in ["status", "resumedStatus", "dumbStatus"] { #expect(try values(name) == [0], "\(name)") }

    let once = try BarlowTool.run("watch", run, "--once")
    #expect(once.output.contains("finished, 100 % of 8 steps"), "\(once.output)")
    #expect(once.status == 0 && once.errors.isEmpty && !once.output.contains("\u{1B}"))
    let both = try BarlowTool.run("watch", run, "--once", "--interval", "2")
    #expect(both.status == 64 && both.errorLines.count == 1 && both.errors.contains("--interval has no effect"))
    let piped = try BarlowTool.run("watch", run, "--interval", "2")
    #expect(piped.status == 0 && piped.errors.hasPrefix("note: the state is shown once"))
  }

  @Test(arguments: [
    (["LANG": "de_DE.UTF-8"], true), (["LANG": "en_US.utf8"], true), (["LANG": "C"], false), ([:], false),
    (["LC_ALL": "C", "LANG": "C.UTF-8"], false), (["LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"], true),
  ])
  func theLocaleTellsTheCharacters(environment: [String: String], hasUnicode: Bool) {
    #expect(TerminalScreen.hasUnicode(environment) == hasUnicode)
  }
}
