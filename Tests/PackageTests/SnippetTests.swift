import Foundation
import Testing
import TestSupport

/// Compiles the Swift that README, the documents and the DocC pages show, against the modules that were built with the tests.
@Suite struct SnippetTests {
  /// The pages that show Swift.
  static let pages: [SnippetPage] = {
    let root = PythonReference.packageFolder
    func pages(in folder: String) -> [String] {
      let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)?.compactMap {
        $0 as? String
      }
      return (names ?? []).filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }.sorted()
    }
    let paths = ["README.md", "CONTRIBUTING.md"] + pages(in: "docs") + pages(in: "Sources")
    return paths.compactMap { try? SnippetPage(path: $0) }.filter { !$0.blocks.isEmpty }
  }()

  /// What the compiler says of a program; nil if it accepts it.
  private func complaint(about program: String, isInside: Bool) async throws -> String? {
    let folder = try TemporaryFolder()
    let file = try folder.write(Array(program.utf8), to: "page.swift")
    return try await TypeCheck(isInside: isInside).complaint(about: [file])
  }

  @Test(arguments: pages) func whatAPageShowsCompiles(page: SnippetPage) async throws {
    guard let program = try page.program() else { return }
    let complaint = try await complaint(about: program, isInside: page.isInside)
    #expect(complaint == nil, "\(complaint ?? "")")
  }

  @Test func everyLibraryHasAPageThatIsCompiled() throws {
    let paths = Self.pages.map(\.path)
    #expect(paths.contains("README.md"))
    for module in try PackageModules.ofLibraries() where module != "Images" {
      #expect(paths.contains("Sources/\(module)/\(module).docc/\(module).md"))
    }
  }

  @Test func aMistakeIsFoundInItsLine() async throws {
    let text = """
      # A page

      <!-- given: shape: [Int] -->
      ```swift
      let x = try Tensor.zeros(shape)
      ```

      ```swift
      let y = try x.square()
      print(y.notThere)
      ```
      """
    let wrong = SnippetPage(path: "Wrong.md", text: text)
    let complaint = try await complaint(about: try #require(try wrong.program()), isInside: false)
    #expect(complaint?.contains("Wrong.md:10:") == true, "\(complaint ?? "accepted")")
    let right = SnippetPage(path: "Right.md", text: text.replacing("y.notThere", with: "y.shape"))
    #expect(try await self.complaint(about: try #require(try right.program()), isInside: false) == nil)
  }
}
