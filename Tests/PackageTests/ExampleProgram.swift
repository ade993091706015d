import Foundation
import TestSupport
import Testing

/// A program of the folder Examples, which is a package of its own.
struct ExampleProgram: Sendable, CustomStringConvertible {
  /// The name of the folder, the package and its program.
  let name: String

  static let all = ["PretrainFolder", "SearchPhotographs", "OwnObjectiveAndBackbone"].map { ExampleProgram(name: $0) }

  var description: String { name }

  /// Its folder.
  var folder: URL { PythonReference.packageFolder.appending(path: "Examples/\(name)") }

  /// What was built of all of them: in one place, so that the libraries are built for the first only, and kept, so that a later run
  /// of the tests builds what has changed.
  private static let scratch = PythonReference.packageFolder.appending(path: ".build/examples")

  /// Builds the package as a user has it.
  ///
  /// - Returns: Where the program is.
  /// - Throws: What SwiftPM has written, if it fails.
  func build() async throws -> String {
    let words = [
      "nice", "swift", "build", "--package-path", folder.path, "--scratch-path", Self.scratch.path, "--product", name,
    ]
    try await Command(words, environment: ["BARLOW_WARNINGS_AS_ERRORS": nil]).output()
    return Self.scratch.appending(path: "debug/\(name)").path
  }

  /// Runs all three, one after another, on a few photographs.
  ///
  /// - Parameters:
  ///   - folder: Where they may write.
  ///   - programs: Where each is, by name.
  /// - Throws: What a program that fails has written.
  static func runAll(in folder: TemporaryFolder, _ programs: [String: String]) async throws {
    func executable(_ name: String) throws -> String { try #require(programs[name]) }
    for number in 0..<48 { try folder.write(BMPFixture.image(number, side: 32), to: "photos/\(number + 10).bmp") }
    let (photos, run) = (folder.file("photos"), folder.file("pretrained"))
    func output(_ name: String, _ arguments: String...) async throws -> String {
      // Beside other tests, some of which have little time.
      try await Command(["nice", try executable(name)] + arguments, in: folder.path).output()
    }
    let pretrained = try await output("PretrainFolder", photos, run, "0.05")
    #expect(pretrained.contains("minutes 0.05"), "\(pretrained)")
    // How large the network is depends on how quick the machine is.
    #expect(pretrained.contains(/\n[1-9][0-9]* steps; [1-9][0-9]* features of an image\n/), "\(pretrained)")

    let found = try await output("SearchPhotographs", run, folder.file("photos/17.bmp"), photos, "3")
    #expect(found.hasPrefix("1.000 17.bmp\n") && found.split(separator: "\n").count == 3, "\(found)")
    let refused = try await Command(
      [try executable("SearchPhotographs"), run, folder.file("photos/7.bmp"), photos], in: folder.path
    ).run()
    #expect(refused.status == 1 && refused.text.hasPrefix("SearchPhotographs: cannot read "), "\(refused.text)")

    let own = try await output(
      "OwnObjectiveAndBackbone", photos, folder.file("own"), "epochs=8", "precision=fp32", "firstChannels=8",
      "batchSize=16", "imageSize=32")
    let ending = "three convolutions from 8 channels on, alignment-uniformity: 32 features of an image\n"
    #expect(own.hasSuffix(ending), "\(own)")
    let losses = try #require(own.firstMatch(of: /24 steps; loss (-?[0-9.]+) at first, (-?[0-9.]+) at last/), "\(own)")
    let (first, last) = (try #require(Double(losses.1)), try #require(Double(losses.2)))
    #expect(last < first - 0.1, "\(own)")
  }
}
