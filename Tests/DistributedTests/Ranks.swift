import Foundation
import Synchronization
import Torch

@testable import Distributed

/// Runs work as each rank of a group of processes does, on a thread each: they exchange by real sockets.
enum Ranks {
  private final class Outcomes<Value: Sendable>: Sendable {
    let values = Mutex<[Int: Result<Value, any Error>]>([:])
  }

  /// What `body` gives in each rank, by rank.
  static func run<Value: Sendable>(_ size: Int, _ body: @escaping @Sendable (ProcessGroup) throws -> Value) throws
    -> [Value]
  {
    let store = try Store(host: "127.0.0.1", port: 0, holds: true, timeoutSeconds: 60)
    let port = store.port
    let outcomes = Outcomes<Value>()
    let done = DispatchSemaphore(value: 0)
    for rank in 0..<size {
      let thread = Thread {
        let outcome = Result {
          let place = ProcessPlace(
            rank: rank, size: size, localRank: rank, localSize: size, host: "127.0.0.1", port: port)
          let own = try Store(host: place.host, port: port, holds: false, timeoutSeconds: 60)
          let group = try ProcessGroup(place, through: own, isWatched: false)
          let value = try body(group)
          // Whoever leaves early cuts the others' connections.
          try group.leave()
          return value
        }
        outcomes.values.withLock { $0[rank] = outcome }
        done.signal()
      }
      thread.stackSize = 16 << 20
      thread.start()
    }
    for _ in 0..<size { done.wait() }
    return try withExtendedLifetime(store) {
      try outcomes.values.withLock { values in try (0..<size).compactMap { try values[$0]?.get() } }
    }
  }
}
