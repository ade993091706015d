import Foundation
import Testing

/// Ends the run of all tests, naming the test, when the body of one does not return: without it a deadlock would look like
/// a slow machine until somebody gives up.
///
/// Swift Testing's own `timeLimit` counts from when a test is ready to run. Tests that wait for a process occupy the
/// few threads that all tests share, so on two processors a test may wait for longer than it would ever run. This counts
/// from when the body starts, on a queue of its own.
public struct HangLimit: TestTrait, SuiteTrait, TestScoping {
  /// How long the body of one test, or of one of its cases, may take.
  public let limit: Duration

  /// Of a suite: holds for each of its tests.
  public var isRecursive: Bool { true }

  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let place = "\(test.sourceLocation.fileID):\(test.sourceLocation.line)"
    let line = "error: \(test.name) (\(place)) has not returned for \(limit): it hangs; no other test is run\n"
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "hang limit"))
    timer.schedule(deadline: .now() + .seconds(Int(limit.components.seconds)))
    timer.setEventHandler {
      FileHandle.standardError.write(Data(line.utf8))
      // Without the handlers at exit, which could wait for what hangs.
      _exit(1)
    }
    timer.resume()
    defer { timer.cancel() }
    try await function()
  }
}

extension Trait where Self == HangLimit {
  /// The run of all tests ends, with a line that names the test, when its body takes longer than `limit`.
  public static func hangLimit(_ limit: Duration) -> Self { HangLimit(limit: limit) }
}
