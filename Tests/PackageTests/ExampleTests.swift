import Foundation
import TestSupport
import TestTraits
import Testing

/// The packages of Examples: built as they are, each for itself, and run.
@Suite(.hangLimit(.seconds(3600))) struct ExampleTests {
  @Test func everyFolderIsOne() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: PythonReference.packageFolder.appending(path: "Examples").path)
    let folders = names.filter { !$0.hasPrefix(".") && !$0.contains(".") }
    #expect(Set(folders) == Set(ExampleProgram.all.map(\.name)))
  }

  static let hasSwiftPM =
    ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/swift")
    } == true

  @Test(.enabled(if: hasSwiftPM, "swift is not on PATH")) func theyBuildAndRun() async throws {
    var programs: [String: String] = [:]
    for example in ExampleProgram.all { programs[example.name] = try await example.build() }
    try await ExampleProgram.runAll(in: TemporaryFolder(), programs)
  }
}
