import Foundation
import Synchronization

/// Ctrl-C and a polite kill: asked for once, the current step ends and a checkpoint is written; twice, the process ends.
enum Interruption {
  private static let requests = Atomic<Int>(0)
  private static let kept = Atomic<Int>(Kept.nothing.rawValue)

  /// What stays of the work of a command that is stopped.
  enum Kept: Int {
    case nothing
    /// A training's checkpoint.
    case checkpoint
    /// What is done, with which the same command goes on.
    case work
  }

  /// Starts to listen; a request is answered at once, whatever is being computed.
  ///
  /// - Parameter kept: What stays of the work.
  static func listen(keeping kept: Kept = .nothing) {
    Self.kept.store(kept.rawValue, ordering: .relaxed)
    for number in heard() {
      signal(number) { _ in
        if Interruption.requests.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
        Interruption.answer()
      }
    }
  }

  /// Starts to listen for the sake of other processes, which are told and answer themselves.
  static func listenForOthers() {
    for number in heard() { signal(number) { _ in Interruption.requests.add(1, ordering: .relaxed) } }
  }

  /// How often the user has asked.
  static var requestCount: Int { requests.load(ordering: .relaxed) }

  /// Says that the request was heard, by nothing but what a handler of signals may call.
  private static func answer() {
    func say(_ text: StaticString) { _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount) }
    switch Kept(rawValue: kept.load(ordering: .relaxed)) {
    case .checkpoint: say("\nstopping after this step with a checkpoint; Ctrl-C again ends at once, without one\n")
    case .work: say("\nstopping; what is done is kept, and the same command goes on with it\n")
    case .nothing, nil: say("\nstopping; Ctrl-C again ends at once\n")
    }
  }

  /// The signals that ask to stop, which can come from now on.
  private static func heard() -> [Int32] {
    // A terminal that is closed hangs up; who ignores that, as nohup does, goes on.
    let numbers = [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP])
    unblock(numbers)
    return numbers
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    let handler = signal(number, SIG_IGN)
    signal(number, handler)
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Lets signals come that a parent such as a job runner may have blocked: a mask is inherited.
  static func unblock(_ numbers: [Int32]) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Whether the user has asked to stop.
  static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }
}

/// The user has asked to stop a task that keeps nothing.
struct InterruptedError: Error, CustomStringConvertible {
  let description = "interrupted"
}

extension Interruption {
  /// Throws if the user has asked to stop.
  static func check() throws {
    if isRequested { throw InterruptedError() }
  }
}
