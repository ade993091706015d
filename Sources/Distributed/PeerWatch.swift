import Foundation
import Synchronization
import Torch

/// Looks after the other processes: one that is killed, stopped or cut off ends all, with a line that names it.
///
/// Each process counts up a number in the store every other second. Rank 0 looks after all, the others after rank 0, which tells
/// them of anybody who is gone. So an operation may take as long as it likes while everybody lives.
final class PeerWatch: Sendable {
  /// The seconds without a sign after which a process is gone.
  static let patienceSeconds = 20.0
  private static let beatSeconds = 2.0

  private struct State {
    var isStopped = false
    var ownFailure: (reason: String, code: Int32)?
    var verdict: String?
    /// What the process ends with: the code of the one that has failed.
    var code: Int32 = 69
    /// Whether somebody has taken the verdict and ends the process.
    var isHandled = false
    /// Whether the others were told of the own failure.
    var hasTold = false
    /// When rank 0's store has last answered.
    var lastAnswer = ContinuousClock.now
  }

  private let state: Mutex<State>
  /// What everybody does who lives on when one is gone.
  private let remedy: String
  private let hasEnded = Atomic<Bool>(false)

  /// Begins to watch.
  init(_ place: ProcessPlace, remedy: String) throws {
    self.remedy = remedy
    state = Mutex(State())
    let place = place
    let thread = Thread { [self] in
      watch(place)
      hasEnded.store(true, ordering: .releasing)
    }
    thread.start()
    guard place.rank != 0 else { return }
    // Whoever asks the store of a machine that is cut off waits for its answer for ever.
    Thread { [self] in watchStore(rank: place.rank) }.start()
  }

  /// Ends the watch, before the processes part.
  func stop() {
    state.withLock { $0.isStopped = true }
    waitForEnd()
  }

  /// Tells the others why this process ends; whether rank 0 could hear it.
  func fail(_ reason: String, code: Int32) -> Bool {
    let verdict = state.withLock { state in
      state.ownFailure = (reason, code)
      return state.verdict
    }
    if let verdict { return !Self.isOfOwner(verdict) }
    waitForEnd()
    return state.withLock { $0.verdict.map { !Self.isOfOwner($0) } ?? $0.hasTold }
  }

  /// Whether it is rank 0 that is gone, who would say so else.
  private static func isOfOwner(_ verdict: String) -> Bool { verdict.hasPrefix("rank 0 ") }

  /// What is behind an operation that failed, once it is known.
  func explanation(of error: TorchError) -> ProcessGroupError {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(Self.patienceSeconds + 3 * Self.beatSeconds) {
      let (verdict, code) = state.withLock { state in
        state.isHandled = state.verdict != nil
        return (state.verdict, state.code)
      }
      if let verdict { return ProcessGroupError(.unavailable, verdict, exitCode: code) }
      usleep(50000)
    }
    return ProcessGroupError(.unavailable, "an exchange with the other processes failed: \(error.message)")
  }

  /// Ends all processes that find each other at a port of this machine, with the reason, as somebody who is none of them.
  ///
  /// Where rank 0 is the one that is gone, nobody hears it, and the others notice by themselves.
  static func end(allAt port: Int, because reason: String) {
    guard let store = try? Store(host: "127.0.0.1", port: port, holds: false, timeoutSeconds: beatSeconds) else {
      return
    }
    try? store.set(goneKey, reason)
  }

  private func waitForEnd() {
    for _ in 0..<300 where !hasEnded.load(ordering: .acquiring) { usleep(20000) }
  }

  /// Where the store says which process is gone.
  private static let goneKey = "gone"
  /// How many have read either.
  private static let heardKey = "heard"
  /// Where it says with which code a process has ended, which, and why.
  private static let failedKey = "failed"

  private func watch(_ place: ProcessPlace) {
    let (rank, size) = (place.rank, place.size)
    let others = rank == 0 ? Array(1..<size) : [0]
    var last: [Int: (beat: Int, seen: ContinuousClock.Instant)] = [:]
    // A connection of its own: a word that is waited for would hold up every other.
    let store = try? Store(
      host: place.host, port: place.port, holds: false, timeoutSeconds: Self.patienceSeconds)
    while true {
      let (isStopped, failure) = state.withLock { ($0.isStopped, $0.ownFailure) }
      if isStopped { return }
      do {
        guard let store else { throw TorchError(.unavailable, "there is no store") }
        if let failure {
          try store.set(Self.failedKey, "\(failure.code) rank \(rank) has ended: \(failure.reason)")
          state.withLock { $0.hasTold = rank != 0 }
          // Whoever fails himself needs not hear it of others.
          hear(store, rank: rank, others: size - 1)
          return
        }
        _ = try store.add("beat \(rank)", 1)
        if let failed = try store.value(Self.failedKey) {
          hear(store, rank: rank, others: size - 1)
          let parts = failed.split(separator: " ", maxSplits: 1).map(String.init)
          return end(parts.last ?? failed, code: Int32(parts[0]) ?? 69, rank: rank)
        }
        if let reason = try store.value(Self.goneKey) {
          hear(store, rank: rank, others: size - 2)
          return end("\(reason); \(remedy)", rank: rank)
        }
        for other in others {
          let beat = try store.add("beat \(other)", 0)
          let now = ContinuousClock.now
          // Who has not come yet cannot be missed.
          guard beat > 0 else { continue }
          guard let known = last[other], known.beat == beat else {
            last[other] = (beat, now)
            continue
          }
          guard now - known.seen > .seconds(Self.patienceSeconds) else { continue }
          let reason = "rank \(other) is gone or stopped: no sign of it for \(Int(Self.patienceSeconds)) s"
          try store.set(Self.goneKey, reason)
          hear(store, rank: rank, others: size - 2)
          return end("\(reason); \(remedy)", rank: rank)
        }
        state.withLock { $0.lastAnswer = .now }
      } catch {
        if failure != nil { return }
        // The store is with rank 0.
        if rank != 0, silence > .seconds(2 * Self.beatSeconds) || store == nil {
          return end("rank 0 is gone: its store does not answer; \(remedy)", rank: rank)
        }
      }
      pause()
    }
  }

  /// Says that this process knows why all end; rank 0, with which the store ends, waits for so many others.
  private func hear(_ store: Store, rank: Int, others: Int) {
    if rank == 0 {
      waitUntilHeard(by: others, store)
    } else {
      _ = try? store.add(Self.heardKey, 1)
    }
  }

  /// Waits until so many processes have read why all end, but not for those who cannot.
  private func waitUntilHeard(by count: Int, _ store: Store) {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(2 * Self.beatSeconds) {
      guard let heard = try? store.add(Self.heardKey, 0), heard < count else { return }
      usleep(20000)
    }
  }

  /// How long rank 0's store has not answered.
  private var silence: Duration { ContinuousClock.now - state.withLock { $0.lastAnswer } }

  /// Ends the process when rank 0's store does not answer for long.
  private func watchStore(rank: Int) {
    while !state.withLock({ $0.isStopped }), !hasEnded.load(ordering: .acquiring) {
      if silence > .seconds(Self.patienceSeconds) {
        let reason = "rank 0 is gone or stopped: no answer from it for \(Int(Self.patienceSeconds)) s"
        return end("\(reason); \(remedy)", rank: rank)
      }
      usleep(200_000)
    }
  }

  /// Waits for the next beat, or for something to do.
  private func pause() {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(Self.beatSeconds) {
      if state.withLock({ $0.isStopped || $0.ownFailure != nil }) { return }
      usleep(20000)
    }
  }

  /// Ends the process if it does not do so by itself, as it cannot where it waits for one that is stopped.
  private func end(_ verdict: String, code: Int32 = 69, rank: Int) {
    state.withLock { ($0.verdict, $0.code) = (verdict, code) }
    // Long enough for an operation to fail, and for its error to end the process in good order.
    for _ in 0..<10 where !state.withLock({ $0.isHandled || $0.isStopped }) { usleep(300_000) }
    if state.withLock({ $0.isHandled }) { usleep(10_000_000) }
    guard !state.withLock({ $0.isStopped }) else { return }
    // One line for all, unless he who would say it is the one who is gone.
    if !state.withLock({ $0.isHandled }), rank == 0 || Self.isOfOwner(verdict) {
      FileHandle.standardError.write(Data("barlow: \(verdict)\n".utf8))
    }
    _exit(code)
  }
}
