import Foundation
import TestSupport

/// A program of the system that a test calls, such as a shell.
struct OutsideProgram {
  /// What it leaves behind, with its errors among the lines.
  struct Outcome {
    let status: Int32
    let text: String
    /// Its lines without those that are empty.
    var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  private let path: String

  /// The program of this name; nil where it is not installed.
  init?(_ name: String) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let found = folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else { return nil }
    path = found
  }

  /// Whether there is a program of this name.
  static func isInstalled(_ name: String) -> Bool { OutsideProgram(name) != nil }

  /// Runs it to its end in `folder`.
  func run(_ arguments: [String], in folder: String) throws -> Outcome {
    let scratch = try TemporaryFolder()
    let log = try scratch.write([], to: "log")
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    // What a user keeps in the home folder must not change what is tested.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["HOME": scratch.path, "LC_ALL": "C.UTF-8"], uniquingKeysWith: { $1 })
    // A file instead of a pipe: nobody needs to empty it.
    let output = FileHandle(forWritingAtPath: log)
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: URL(filePath: log)), as: UTF8.self)
    return Outcome(status: process.terminationStatus, text: text)
  }
}
