import Foundation
import TestSupport

/// A program that a test runs to its end.
struct Command {
  /// The program, found as a shell finds it, and its arguments.
  let words: [String]
  /// Where it runs.
  let folder: String
  /// Variables that differ from those of the tests; nil removes one.
  let environment: [String: String?]

  init(_ words: [String], in folder: String = PythonReference.packageFolder.path, environment: [String: String?] = [:])
  {
    self.words = words
    self.folder = folder
    self.environment = environment
  }

  /// What it leaves behind.
  struct Outcome {
    let status: Int32
    /// What it wrote, errors too.
    let text: String
  }

  /// Runs it without keeping a thread of the tests waiting.
  func run() async throws -> Outcome {
    let scratch = try TemporaryFolder()
    let log = try scratch.write([], to: "log")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = environment.reduce(into: ProcessInfo.processInfo.environment) { $0[$1.key] = $1.value }
    // A file instead of a pipe: nobody needs to empty it.
    let output = FileHandle(forWritingAtPath: log)
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    let text = String(decoding: try Data(contentsOf: URL(filePath: log)), as: UTF8.self)
    return Outcome(status: process.terminationStatus, text: text)
  }

  /// Runs it and gives back what it wrote; a status other than 0 is an error with all of it.
  @discardableResult
  func output() async throws -> String {
    let outcome = try await run()
    guard outcome.status == 0 else {
      throw Failure(description: "\(words.joined(separator: " ")) ended with \(outcome.status):\n\(outcome.text)")
    }
    return outcome.text
  }

  /// What a program that failed has written.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}
