import Augmentation
import BarlowTwins
import Foundation
import Testing
import TestSupport
import Torch

/// A package that depends on this one by URL and version, as README shows it: its programs are built and run.
@Suite(.timeLimit(.minutes(20))) struct DependantTests {
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
    // Views that agree up to the sign: C = -1, and the loss is (1 - C)².
    let learnProgram = """
      import BarlowTwins
      import Torch
      import Training

      let a = try Tensor.normal([64, 1], seed: 1)
      let value = try BarlowTwinsObjective(lambda: 0.005).evaluate(a, a * -1, wantsGradients: false)
      print("loss", (value.loss * 100).rounded() / 100)
      """
    try folder.write(Array(viewsProgram.utf8), to: "Sources/views/main.swift")
    try folder.write(Array(learnProgram.utf8), to: "Sources/learn/main.swift")
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
    func run(_ product: String) async throws -> String {
      try await Command([folder.file(".build/debug/\(product)")], in: folder.path).output()
    }

    try await build("views", libtorch: folder.file("empty")).output()
    #expect(try await run("views") == "values 3072\n")

    let refused = try await build("learn", libtorch: folder.file("empty")).run()
    let errors = refused.text.split(separator: "\n").filter { $0.contains("error: ") }
    #expect(refused.status != 0)
    #expect(errors.count == 1 && errors[0].contains("libtorch is missing: there are no headers in"), "\(errors)")

    try await build("learn", libtorch: libtorch).output()
    #expect(try await run("learn") == "loss 4.0\n")
  }
}
