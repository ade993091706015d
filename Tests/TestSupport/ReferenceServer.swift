import Foundation
import Synchronization

/// The process that runs the scripts of `Tests/References`, which has imported what takes each of them seconds.
final class ReferenceServer: Sendable {
  private struct Call {
    var code: Int32?
    let end = DispatchSemaphore(value: 0)
  }

  private struct State {
    var calls: [Int: Call] = [:]
    var count = 0
    /// The start of a line whose end has not come.
    var rest = ""
  }

  static let shared = Result { try ReferenceServer() }

  private let input = Pipe()
  private let output = Pipe()
  private let state = Mutex(State())

  private init() throws {
    let process = Process()
    process.executableURL = PythonReference.python
    process.arguments = [PythonReference.packageFolder.appending(path: "Tests/References/server.py").path]
    process.standardInput = input
    process.standardOutput = output
    output.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let data = handle.availableData
      guard !data.isEmpty else {
        handle.readabilityHandler = nil
        self?.endAll()
        return
      }
      self?.read(String(decoding: data, as: UTF8.self))
    }
    try process.run()
  }

  /// Runs a script, and waits for its end.
  ///
  /// - Parameters:
  ///   - script: Its path.
  ///   - arguments: What it is called with.
  ///   - errors: The file for what it writes to standard error.
  /// - Returns: Its exit code; below 0 where a signal has ended it, and nil where the server is gone.
  /// - Throws: What writing to the server throws.
  func run(_ script: String, _ arguments: [String], errors: String) throws -> Int32? {
    let (number, end) = state.withLock { state in
      state.count += 1
      let call = Call()
      state.calls[state.count] = call
      return (state.count, call.end)
    }
    let line = try JSONSerialization.data(withJSONObject: [number, errors, script] + arguments as [Any])
    // One after the other: a line must not come apart.
    try state.withLock { _ in try input.fileHandleForWriting.write(contentsOf: line + Data("\n".utf8)) }
    end.wait()
    return state.withLock { $0.calls.removeValue(forKey: number)?.code }
  }

  private func read(_ text: String) {
    state.withLock { state in
      var lines = (state.rest + text).split(separator: "\n", omittingEmptySubsequences: false)
      state.rest = String(lines.removeLast())
      for line in lines {
        let numbers = line.split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 2 else { continue }
        state.calls[numbers[0]]?.code = Int32(numbers[1])
        state.calls[numbers[0]]?.end.signal()
      }
    }
  }

  private func endAll() {
    state.withLock { state in for call in state.calls.values where call.code == nil { call.end.signal() } }
  }
}
