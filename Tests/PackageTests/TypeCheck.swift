import Foundation
import TestSupport

/// The compiler, asked whether sources fit the modules that were built with the tests.
struct TypeCheck {
  /// Whether they may use what only this package sees.
  let isInside: Bool

  /// What the compiler says of the sources of one module; nil if it accepts them.
  ///
  /// - Parameter files: Their paths.
  /// - Returns: All that it wrote.
  /// - Throws: What running it throws.
  func complaint(about files: [String]) async throws -> String? {
    // Without links: the compiler takes a module that is found by two paths for two.
    let build = URL(filePath: BarlowTool.path).deletingLastPathComponent().resolvingSymlinksInPath().path
    let maps = try FileManager.default.contentsOfDirectory(atPath: build).sorted()
      .map { "\(build)/\($0)/module.modulemap" }.filter { FileManager.default.fileExists(atPath: $0) }
    var words = [
      "swiftc", "-typecheck", "-swift-version", "6", "-I", "\(build)/Modules", "-module-cache-path",
      "\(build)/SnippetCache",
    ]
    words += maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
    if isInside {
      // SwiftPM's name of a package is that of its folder, as far as a name in C has such characters.
      let name = PythonReference.packageFolder.lastPathComponent.lowercased()
      words += ["-package-name", name.replacing(/[^a-z0-9]/, with: "_")]
    }
    let outcome = try await Command(words + files).run()
    return outcome.status == 0 ? nil : outcome.text
  }
}
