import CTorch
import Dispatch
import Foundation

/// Threads that run operations of their own at the same time, each over its share of the processors.
///
/// Where parts of a computation do not need each other, a thread for each waits for the others once, at the end. One thread whose
/// every operation is spread over all processors waits after each of them, and for long when another program holds a processor.
public final class ThreadTeam {
  private let members: [Member]

  /// The number of threads.
  public var count: Int { members.count }
  /// The number of threads that work at the same time, those of single operations included.
  public let sharedThreads: Int

  /// Starts the threads; the order of summation inside an operation depends on the share of each.
  ///
  /// - Parameters:
  ///   - count: The number of threads, at least 1.
  ///   - threads: What they share: the number of threads that work at the same time, at least `count`.
  /// - Throws: `TorchError` if libtorch fails.
  public init(_ count: Int, sharing threads: Int) throws {
    precondition(count >= 1 && threads >= count, "\(count) threads cannot share \(threads)")
    let before = Runtime.threadCount
    sharedThreads = threads
    members = (0..<count).map { _ in Member() }
    try run { member in
      try Torch.check(ct_enter_team(Int32(threads / count + (member < threads % count ? 1 : 0))))
    }
    // libtorch gives threads that it meets later what was set last, by whichever thread.
    try Runtime.setThreadCount(before)
  }

  deinit { for member in members { member.stop() } }

  /// The results of `body` for 0, 1, …, `count` − 1, whose parts must not need each other; waits for all.
  ///
  /// Part i runs on thread i modulo ``count``, after the earlier ones of that thread.
  ///
  /// - Throws: What the first part that failed threw.
  public func map<Result>(_ count: Int, _ body: @escaping (_ part: Int) throws -> Result) throws -> [Result] {
    let threads = self.count
    let results = Slots<Result>(count)
    try run { member in
      for part in stride(from: member, to: count, by: threads) { results.values[part] = try body(part) }
    }
    return results.values.compactMap { $0 }
  }

  /// Runs `body` on every thread and waits for all.
  private func run(_ body: @escaping (_ member: Int) throws -> Void) throws {
    for (index, member) in members.enumerated() { member.start { try body(index) } }
    let failures = members.map { $0.wait() }
    if let failure = failures.compactMap({ $0 }).first { throw failure }
  }

  /// A place for the result of each part, written by the part's thread alone.
  private final class Slots<Value> {
    let values: UnsafeMutableBufferPointer<Value?>

    init(_ count: Int) {
      values = .allocate(capacity: count)
      values.initialize(repeating: nil)
    }

    deinit {
      values.deinitialize()
      values.deallocate()
    }
  }

  /// A thread that runs what it is given.
  ///
  /// Only one side touches the work at a time: the semaphores hand it over.
  private final class Member: @unchecked Sendable {
    private let given = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)
    private var work: (() throws -> Void)?
    private var failure: (any Error)?

    init() {
      // The thread must not keep the team alive, nor this object after its end.
      let thread = Thread { [self] in
        while true {
          given.wait()
          guard let work else { return }
          do { try work() } catch { failure = error }
          self.work = nil
          done.signal()
        }
      }
      // Derivatives of deep networks are released one inside the other.
      thread.stackSize = 16 << 20
      thread.start()
    }

    func start(_ work: @escaping () throws -> Void) {
      self.work = work
      given.signal()
    }

    func wait() -> (any Error)? {
      done.wait()
      defer { failure = nil }
      return failure
    }

    func stop() { given.signal() }
  }
}
