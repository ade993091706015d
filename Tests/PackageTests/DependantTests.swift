import Augmentation
import BarlowTwins
import Foundation
import TestTraits
import Testing
import TestSupport
import Torch

/// A package that depends on this one by URL and version, as README shows it: its programs are built and run.
@Suite(.hangLimit(.seconds(3600))) struct DependantTests {
  /// A package in `folder` with README's manifest and one program more, which needs no libtorch.
  private func write(_ folder: TemporaryFolder, dependingOn published: PublishedPackage) throws {
    let manifest = try #require(try SnippetPage(path: "README.md").manifest, "README shows no Package.swift")
    let dependency = /\.package\(url: "[^"]*\/barlow-twins\.git", from: "[^"]*"\)/
    let views = """
        targets: [
          .executableTarget(
            name: "views",
            dependencies: [.product(name: "Augmentation", package: "barlow-twins")]),
      """
    #expect(manifest.matches(of: dependency).count == 1)
    #expect(manifest.contains("name: \"learn\""))
    let own =
      manifest
      .replacing(dependency, with: ".package(url: \"\(published.url)\", from: \"\(PublishedPackage.version)\")")
      .replacing("  targets: [", with: views, maxReplacements: 1)
    try folder.write(Array(own.utf8), to: "Package.swift")
    let viewsProgram = """
      import Augmentation

      let renderer = try ViewRenderer(recipe: .official(imageSize: 32), channels: 3)
      print("values", renderer.valuesPerView)
      """
    try folder.write(Array(viewsProgram.utf8), to: "Sources/views/main.swift")
    // A backbone and an objective of its own, a file each.
    for name in ["main", "DistanceObjective", "PooledBackbone"] {
      let file = PythonReference.packageFolder.appending(path: "Tests/Dependant/\(name).swift")
      try folder.write(Array(Data(contentsOf: file)), to: "Sources/learn/\(name).swift")
    }
  }

  @Test(.enabled(if: PublishedPackage.isPossible, "there is no git, or this is no checkout of it"))
  func itsProgramsBuildAndRun() async throws {
    let published = try await PublishedPackage()
    let folder = try TemporaryFolder()
    try write(folder, dependingOn: published)
    try folder.makeFolder("empty")
    let built = ProcessInfo.processInfo.environment["LIBTORCH"].flatMap { $0.isEmpty ? nil : $0 }
    let libtorch = built ?? PythonReference.packageFolder.appending(path: ".libtorch").resolvingSymlinksInPath().path

    func build(_ product: String, libtorch: String) -> Command {
      // As a user has it, and behind the other tests, some of which have little time.
      Command(
        ["nice", "swift", "build", "--product", product, "--cache-path", folder.file("cache")], in: folder.path,
        environment: ["LIBTORCH": libtorch, "BARLOW_WARNINGS_AS_ERRORS": nil])
    }
    func run(_ product: String, _ arguments: String...) async throws -> String {
      try await Command([folder.file(".build/debug/\(product)")] + arguments, in: folder.path).output()
    }

    try await build("views", libtorch: folder.file("empty")).output()
    #expect(try await run("views") == "values 3072\n")

    let refused = try await build("learn", libtorch: folder.file("empty")).run()
    // What else was being compiled is cancelled, which is said without a reason.
    let errors = refused.text.split(separator: "\n").filter { $0.contains("error: ") && $0 != "error: cancelled" }
    #expect(refused.status != 0)
    #expect(errors.count == 1 && errors[0].contains("libtorch is missing: there are no headers in"), "\(errors)")

    try await build("learn", libtorch: libtorch).output()
    let learned = """
      loss 4.0
      chosen ["pull 2: it is a toy"]
      steps 8
      features [32, 5] distance pooled with 5 features

      """
    #expect(try await run("learn", folder.file("run")) == learned)
  }
}
