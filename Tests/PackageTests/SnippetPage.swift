import Foundation
import TestSupport

/// The Swift of a page of documentation, as a program that compiles if the page is right.
///
/// Blocks of a page follow each other in one function, each in a scope within the one before. What a page takes for granted
/// stands in a comment, `<!-- given: images: any ImageDataset -->`, and becomes the parameters of that function. A page
/// with imports has no others than these; for the rest the libraries that other packages can use are imported. A page with
/// `<!-- inside the package -->` may use everything.
struct SnippetPage: Sendable, CustomStringConvertible {
  /// The page, relative to the package folder.
  let path: String
  private let lines: [String]

  /// A page of this package.
  init(path: String) throws {
    let file = PythonReference.packageFolder.appending(path: path)
    self.init(path: path, text: try String(contentsOf: file, encoding: .utf8))
  }

  /// A page that says `text`.
  init(path: String, text: String) {
    self.path = path
    lines = text.components(separatedBy: "\n")
  }

  var description: String { path }

  /// Whether the page may use what only this package sees.
  var isInside: Bool { lines.contains("<!-- inside the package -->") }

  /// The blocks of Swift, with the numbers of their first lines.
  var blocks: [(line: Int, code: [String])] {
    var found: [(line: Int, code: [String])] = []
    var isOpen = false
    for (number, line) in lines.enumerated() {
      if isOpen, line != "```" {
        found[found.count - 1].code.append(line)
      } else if line == "```swift" {
        // The first line of the block is the next one, and lines count from 1.
        found.append((number + 2, []))
        isOpen = true
      } else {
        isOpen = false
      }
    }
    return found
  }

  /// The manifest of a package, if the page shows one.
  var manifest: String? {
    blocks.first { Self.isManifest($0.code) }?.code.joined(separator: "\n")
  }

  /// The program; nil if there is nothing to compile.
  func program() throws -> String? {
    let blocks = blocks.filter { !Self.isManifest($0.code) }
    guard !blocks.isEmpty else { return nil }
    var imports = blocks.flatMap { $0.code.filter(Self.isImport) }
    if imports.isEmpty {
      imports = try (isInside ? PackageModules.all() : PackageModules.ofLibraries()).map { "import \($0)" }
      imports.append("import Foundation")
    }
    let prefix = "<!-- given: "
    let given = lines.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count).dropLast(" -->".count) }
    let parameters = given.joined(separator: ", ")
    let scopes = blocks.map { block in
      let code = block.code.map { Self.isImport($0) ? "" : $0 }
      return "do {\n#sourceLocation(file: \"\(path)\", line: \(block.line))\n\(code.joined(separator: "\n"))\n"
    }
    let ends = String(repeating: "}\n", count: blocks.count)
    return imports.joined(separator: "\n") + "\n\nfunc page(\(parameters)) throws {\n" + scopes.joined()
      + "#sourceLocation()\n" + ends + "}\n"
  }

  private static func isManifest(_ code: [String]) -> Bool { code.first?.hasPrefix("// swift-tools-version") == true }

  private static func isImport(_ line: String) -> Bool { line.hasPrefix("import ") }
}
