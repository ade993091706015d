import Foundation
import TestSupport
import Testing

/// What DocC says of the pages and comments of the libraries: every link between symbols must lead somewhere.
@Suite struct DocumentationTests {
  /// The modules that have pages.
  static let modules: [String] = {
    let sources = PythonReference.packageFolder.appending(path: "Sources")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: sources.path)) ?? []
    return names.filter { FileManager.default.fileExists(atPath: sources.appending(path: "\($0)/\($0).docc").path) }
      .sorted()
  }()

  static let hasDocC = ["docc", "swift-symbolgraph-extract"].allSatisfy { tool in
    ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)")
    } == true
  }

  /// The warnings and errors of DocC on the pages in a folder and the symbols of a module.
  private func complaints(about pages: String, of module: String) async throws -> [String] {
    let folder = try TemporaryFolder()
    try folder.makeFolder("symbols")
    let check = TypeCheck(isInside: true)
    // The parts of the report are for this package alone, and have pages all the same.
    try await Command(
      ["nice", "swift-symbolgraph-extract", "-module-name", module, "-target", check.target, "-minimum-access-level"]
        + ["package", "-output-dir", folder.file("symbols")] + check.importFlags()
    ).output()
    let said = try await Command([
      "nice", "docc", "convert", pages, "--fallback-display-name", module, "--fallback-bundle-identifier", module,
      "--additional-symbol-graph-dir", folder.file("symbols"), "--output-path", folder.file("out"),
    ]).run()
    let lines = said.text.components(separatedBy: "\n")
    let found = lines.indices.filter { lines[$0].hasPrefix("warning: ") || lines[$0].hasPrefix("error: ") }
      .map { lines[$0...].prefix(2).joined(separator: " ") }
    return said.status == 0 || !found.isEmpty ? found : [said.text]
  }

  @Test(.enabled(if: hasDocC, "docc is not on PATH"), arguments: modules)
  func everyLinkLeadsSomewhere(module: String) async throws {
    let pages = PythonReference.packageFolder.appending(path: "Sources/\(module)/\(module).docc").path
    #expect(try await complaints(about: pages, of: module) == [])
  }

  @Test(.enabled(if: hasDocC, "docc is not on PATH")) func aLinkToNothingIsFound() async throws {
    let folder = try TemporaryFolder()
    let page = "# ``Formatting``\n\nNumbers.\n\n## Topics\n\n### All\n\n- ``WorkProgress``\n- ``NotThere``\n"
    try folder.write(Array(page.utf8), to: "Formatting.docc/Formatting.md")
    let found = try await complaints(about: folder.file("Formatting.docc"), of: "Formatting")
    #expect(found.count == 1 && found[0].contains("NotThere"), "\(found)")
  }

  /// Articles name symbols of other modules by single backticks, which DocC does not look at: in tables, whose first column says them.
  @Test func namesInTheTableForPyTorchExist() throws {
    let sources = PythonReference.packageFolder.appending(path: "Sources")
    let files = (FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".swift") }
    let declaration = /(?:class|struct|enum|protocol|func|let|var|case|actor|typealias) `?([A-Za-z_]\w*)/
    var known: Set<String> = ["init"]
    for file in files {
      let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
      known.formUnion(text.matches(of: declaration).map { String($0.1) })
    }
    let page = try String(
      contentsOf: sources.appending(path: "BarlowTwins/BarlowTwins.docc/ComingFromPyTorch.md"), encoding: .utf8)
    let cells = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.compactMap { $0.split(separator: "|").first }
    // Without labels of arguments and texts, what is left of code are names of symbols.
    let names = cells.flatMap { $0.matches(of: /`+([^`]+)`+/) }.flatMap { code in
      code.1.replacing(/"[^"]*"/, with: "").replacing(/\w+:/, with: "").matches(of: /[A-Za-z_]\w*/).map { String($0.0) }
    }
    #expect(names.count > 40)
    let missing = Set(names).subtracting(known).subtracting(["Int", "false", "true", "nil", "x", "y"])
    #expect(missing.isEmpty, "\(missing.sorted())")
  }
}
