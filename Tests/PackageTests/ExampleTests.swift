import Foundation
import TestSupport
import Testing

/// The programs of Examples: as a user of the libraries has them, and run.
///
/// They are targets of this package too, so that they are built with the tests; `DependantTests` build them in another package.
@Suite struct ExampleTests {
  @Test func everyFolderIsOne() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: PythonReference.packageFolder.appending(path: "Examples").path)
    let folders = names.filter { !$0.hasPrefix(".") && !$0.contains(".") }
    #expect(Set(folders) == Set(ExampleProgram.all.map(\.name)))
  }

  @Test func theyRun() async throws {
    let folder = try TemporaryFolder()
    let built = URL(filePath: BarlowTool.path).deletingLastPathComponent()
    try await ExampleProgram.runAll(in: folder) { built.appending(path: "\($0)Example").path }
  }

  /// What belongs to this package alone is out of reach here, as it is in another package.
  @Test(arguments: ExampleProgram.all) func onlyWhatIsPublicIsUsed(example: ExampleProgram) async throws {
    let complaint = try await TypeCheck(isInside: false).complaint(about: example.sources)
    #expect(complaint == nil, "\(complaint ?? "")")
  }

  @Test(arguments: ExampleProgram.all) func itsProductsBringWhatItImports(example: ExampleProgram) throws {
    let libraries = try PackageModules.byLibrary()
    let products = try example.manifest.matches(of: /\.product\(name: "(\w+)"/).map { String($0.1) }
    for product in products {
      let modules = try #require(libraries[product], "there is no library \(product)")
      #expect(try !example.imports.isDisjoint(with: modules), "nothing of \(product) is imported")
    }
    let missing = try example.imports.subtracting(products.flatMap { libraries[$0] ?? [] })
    #expect(missing.isEmpty, "no product brings \(missing.sorted())")
  }

  static let hasSwiftPM =
    ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/swift-package")
        || FileManager.default.isExecutableFile(atPath: "\($0)/swift")
    } == true

  /// The whole graph of packages is loaded, which fails for a product that is not there.
  @Test(.enabled(if: hasSwiftPM, "swift is not on PATH"), arguments: ExampleProgram.all)
  func itsManifestResolves(example: ExampleProgram) async throws {
    let scratch = try TemporaryFolder()
    // Elsewhere, so that neither lock nor leavings are in anyone's way.
    let resolved = try await Command([
      "nice", "swift", "package", "--package-path", example.folder.path, "--scratch-path", scratch.path, "--cache-path",
      scratch.file("cache"), "show-dependencies", "--format", "json",
    ]).output()
    for name in [example.name, "BarlowTwins"] { #expect(resolved.contains("\"name\": \"\(name)\""), "\(resolved)") }
  }
}
