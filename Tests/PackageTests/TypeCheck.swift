import Foundation
import TestSupport

/// The compiler, asked whether sources fit the modules that were built with the tests.
struct TypeCheck {
  /// Whether they may use what only this package sees.
  let isInside: Bool

  /// Where the modules were built; without links, since the compiler takes a module that is found by two paths for two.
  private var build: URL { URL(filePath: BarlowTool.path).deletingLastPathComponent().resolvingSymlinksInPath() }

  /// The kind of machine that they were built for, after which SwiftPM calls the folder.
  var target: String { build.deletingLastPathComponent().lastPathComponent }

  /// The flags by which a compiler finds them.
  func importFlags() throws -> [String] {
    let maps = try FileManager.default.contentsOfDirectory(atPath: build.path).sorted()
      .map { "\(build.path)/\($0)/module.modulemap" }.filter { FileManager.default.fileExists(atPath: $0) }
    return ["-I", "\(build.path)/Modules", "-module-cache-path", "\(build.path)/SnippetCache"]
      + maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
  }

  /// What the compiler says of the sources of one module; nil if it accepts them.
  ///
  /// - Parameter files: Their paths.
  /// - Returns: All that it wrote.
  /// - Throws: What running it throws.
  func complaint(about files: [String]) async throws -> String? {
    var words = ["swiftc", "-typecheck", "-swift-version", "6"] + (try importFlags())
    if isInside {
      // SwiftPM's name of a package is that of its folder, as far as a name in C has such characters.
      let name = PythonReference.packageFolder.lastPathComponent.lowercased()
      words += ["-package-name", name.replacing(/[^a-z0-9]/, with: "_")]
    }
    let outcome = try await Command(words + files).run()
    return outcome.status == 0 ? nil : outcome.text
  }
}
