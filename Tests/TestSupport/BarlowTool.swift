import Foundation

/// The built command-line tool, driven as a user does.
public enum BarlowTool {
  /// What a call left behind.
  public struct Result: Sendable {
    public let status: Int32
    public let output: String
    public let errors: String

    /// The error messages proper, without progress.
    public var errorLines: [String] {
      errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("barlow: ") }
    }

    /// Standard output as one JSON object.
    public func json() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    }
  }

  /// The tool stands beside the tests that were built with it.
  private static let executable: URL = {
    let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = tests.deletingLastPathComponent().appending(path: "barlow")
    if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    return PythonReference.packageFolder.appending(path: ".build/debug/barlow")
  }()

  /// Where the tool is.
  public static var path: String { executable.path }

  /// Runs the tool to its end.
  public static func run(_ arguments: String...) throws -> Result { try run(arguments) }

  /// Runs the tool to its end; `shellPrelude` is shell code that sets limits first.
  public static func run(_ arguments: [String], shellPrelude: String? = nil) throws -> Result {
    let call = try Call(arguments, shellPrelude: shellPrelude)
    return try call.wait()
  }

  /// A call under way.
  public final class Call {
    private let process = Process()
    private let folder: TemporaryFolder

    public init(_ arguments: [String], shellPrelude: String? = nil) throws {
      folder = try TemporaryFolder()
      if let shellPrelude {
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "\(shellPrelude); exec \"$0\" \"$@\"", executable.path] + arguments
      } else {
        process.executableURL = executable
        process.arguments = arguments
      }
      // Files instead of pipes: nobody needs to empty them while the tool runs.
      try folder.write([], to: "output")
      try folder.write([], to: "errors")
      process.standardOutput = FileHandle(forWritingAtPath: folder.file("output"))
      process.standardError = FileHandle(forWritingAtPath: folder.file("errors"))
      process.standardInput = FileHandle.nullDevice
      try process.run()
    }

    /// Sends a signal.
    public func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// The number of the process.
    public var processIdentifier: Int32 { process.processIdentifier }

    /// Whether it still runs.
    public var isRunning: Bool { process.isRunning }

    /// Waits for the end.
    public func wait() throws -> Result {
      process.waitUntilExit()
      func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: folder.file(name))), as: UTF8.self)
      }
      return Result(
        status: process.terminationStatus, output: try text("output"), errors: try text("errors"))
    }
  }
}
