import Foundation
import NN
import Torch

/// The processes that train one network together, as one of them sees it.
///
/// Every process calls the same functions in the same order; each waits for all. A process that is ``alone`` is a group of one,
/// whose operations return what they are given: it computes to the last bit what it would without a group.
public final class ProcessGroup {
  /// The number of this process, from 0.
  public let rank: Int
  /// The number of processes.
  public let size: Int
  /// The number of this process among those of its machine, from 0.
  public let localRank: Int
  /// The number of processes on this machine.
  public let localSize: Int
  /// Nil alone.
  private let members: Communicator?
  /// A group for each thread that sends a view through the network: their sums must not get in each other's way.
  private let ofThreads: [ThreadGroup]
  private let watch: PeerWatch?
  private let store: Store?
  /// What was sent by the training's thread, by kind.
  private var sent: [TrafficKind: Traffic] = [:]

  /// What this process has sent to the others, by kind.
  public var traffic: [TrafficKind: Traffic] {
    guard !isAlone else { return [:] }
    return sent.merging([.statistics: ofThreads.reduce(Traffic()) { $0 + $1.traffic }]) { $0 + $1 }
  }

  /// Whether this process owns the run: it alone decides by the clock, writes and tells.
  public var isOwner: Bool { rank == 0 }
  /// Whether there are no other processes.
  public var isAlone: Bool { members == nil }

  private init() {
    (rank, size, localRank, localSize) = (0, 1, 0, 1)
    (members, watch, store, ofThreads) = (nil, nil, nil, [])
  }

  /// A group of one.
  public static var alone: ProcessGroup { ProcessGroup() }

  /// How long processes wait for each other at the start, in seconds; c10d's.
  public static let joiningSeconds = 300.0
  /// How long an operation may take, in seconds: longer than rank 0 measures the network, since a process that is gone is found
  /// otherwise.
  public static let operationSeconds = 86400.0

  /// What is to be done when a process of a training is gone.
  public static let goingOn = "the newest checkpoint stands; repeat the command on all machines to go on from it"

  /// Joins the other processes.
  ///
  /// - Parameters:
  ///   - place: The place of this process; nil for one that is alone.
  ///   - isWatched: Whether each looks after the others, so that one that is gone or stopped ends all.
  ///   - remedy: What is to be done when one is gone.
  /// - Returns: The group; that of one process which is alone.
  /// - Throws: ``ProcessGroupError`` if they do not come.
  public static func joining(_ place: ProcessPlace?, isWatched: Bool = true, remedy: String = goingOn) throws
    -> ProcessGroup
  {
    guard let place, place.size > 1 else { return .alone }
    let store: Store
    do {
      store = try Store(
        host: place.host, port: place.port, holds: place.rank == 0, timeoutSeconds: joiningSeconds)
    } catch {
      throw ProcessGroupError(
        .unavailable,
        "rank \(place.rank) cannot reach the others at \(place.host):\(place.port): \(error.message); start all processes at about the same time with the same address and port"
      )
    }
    return try ProcessGroup(place, through: store, isWatched: isWatched, remedy: remedy)
  }

  /// Joins the other processes through a store that is open.
  public init(_ place: ProcessPlace, through store: Store, isWatched: Bool, remedy: String = goingOn) throws {
    (rank, size, localRank, localSize) = (place.rank, place.size, place.localRank, place.localSize)
    let isLocal = ["127.0.0.1", "localhost", "::1"].contains(place.host)
    func communicator(_ name: String) throws -> Communicator {
      try Communicator(
        store, name: name, host: isLocal ? "127.0.0.1" : nil, rank: place.rank, size: place.size,
        timeoutSeconds: Self.operationSeconds)
    }
    do {
      self.store = store
      // From here on, so that nobody waits long for one who was killed before all have come.
      watch = isWatched ? try PeerWatch(place.with(port: store.port), remedy: remedy) : nil
      let arrived = try store.add("arrived", 1)
      let start = ContinuousClock.now
      var count = arrived
      while count < place.size {
        guard ContinuousClock.now - start < .seconds(Self.joiningSeconds) else {
          throw TorchError(.unavailable, "\(count) of \(place.size) have come within \(Int(Self.joiningSeconds)) s")
        }
        usleep(20000)
        count = try store.add("arrived", 0)
      }
      members = try communicator("all")
      ofThreads = try (0..<2).map { ThreadGroup(try communicator("thread \($0)")) }
    } catch let error as TorchError {
      throw ProcessGroupError(
        .unavailable,
        "rank \(place.rank) cannot join the other \(place.size - 1): \(error.message); start all processes together")
    }
  }

  /// Who shares the batch that goes through the network on one thread; nil alone, where the batch is whole.
  public func ofThread(_ thread: Int) -> (any BatchGroup)? {
    ofThreads.isEmpty ? nil : ofThreads[thread % ofThreads.count]
  }

  /// This process's own of the devices of its machine, where all processes were given the same.
  ///
  /// - Parameter given: What all were given.
  /// - Returns: The device, by its `ofProcess(_:devices:)`.
  /// - Throws: `TorchError` of kind `unavailable` if there is none for this process.
  public func device(_ given: Device) throws -> Device {
    let own = try given.requireAvailable().ofProcess(localRank, devices: Runtime.cudaDeviceCount)
    return try own.requireAvailable()
  }

  // MARK: - Tensors

  /// The rows `[N, ...]` of the whole batch, of which this process gives its own; not recorded.
  public func gather(_ rows: Tensor, shares: BatchShares, as kind: TrafficKind = .embeddings) throws -> Tensor {
    try gather(rows, counts: shares.counts, as: kind)
  }

  /// The rows of all processes, one behind the other by rank, of which `counts` says how many each has; not recorded.
  public func gather(_ rows: Tensor, counts: [Int], as kind: TrafficKind) throws -> Tensor {
    try together(kind) { try $0.gather(rows, counts: counts) } ?? rows
  }

  /// The own rows of a tensor `[N, ...]` of the whole batch.
  public func own(_ all: Tensor, shares: BatchShares) throws -> Tensor {
    guard !isAlone else { return all }
    let rows = shares.rows(of: rank)
    return try all.narrow(start: rows.lowerBound, length: rows.count).contiguous()
  }

  /// Replaces tensors by their sums over the processes, many at a time.
  ///
  /// - Parameters:
  ///   - tensors: The tensors, in the same order everywhere.
  ///   - dtype: The type in which they are sent and summed; nil for their own.
  ///   - kind: What they are.
  /// - Throws: ``ProcessGroupError`` if one is gone.
  public func sum(_ tensors: [Tensor], sentAs dtype: DType? = nil, as kind: TrafficKind = .gradients) throws {
    try together(kind) { members in
      try withoutGradients {
        var buckets = Bucket.buckets(of: Array(tensors.indices), tensors)
        let isSingle = buckets.count == 1
        // One is put together while those before are on their way.
        for index in buckets.indices {
          try buckets[index].begin(
            buckets[index].members.map { tensors[$0] }, over: members, sentAs: dtype, isSingle: isSingle)
        }
        for index in buckets.indices { try buckets[index].finish(buckets[index].members.map { tensors[$0] }) }
      }
    }
  }

  /// What sums parameters' gradients while they come.
  ///
  /// - Parameters:
  ///   - parameters: The parameters, in the same order everywhere.
  ///   - dtype: The type in which gradients are sent and summed; nil for their own.
  /// - Returns: It; nil where there is nobody to sum with, or too little to send for it to be worth while.
  /// - Throws: `TorchError` if libtorch fails.
  public func gradientExchange(of parameters: [Tensor], sentAs dtype: DType? = nil) throws -> GradientExchange? {
    let bytes = parameters.reduce(0) { $0 + 4 * $1.elementCount }
    guard !isAlone, bytes >= GradientExchange.leastBytes else { return nil }
    return try GradientExchange(of: parameters, in: self, sentAs: dtype)
  }

  /// Begins a sum whose end ``finishSums(_:)`` waits for.
  func beginSum(_ body: (Communicator) throws -> Void) throws {
    guard let members else { return }
    try naming { try body(members) }
  }

  /// Waits for sums of gradients.
  func finishSums(_ body: () throws -> Void) throws { try together(.gradients) { _ in try body() } }

  /// Replaces tensors by those of rank 0.
  public func broadcast(_ tensors: [Tensor]) throws {
    try together { members in for tensor in tensors { try members.broadcast(tensor) } }
  }

  // MARK: - Words

  /// Whether all processes say yes.
  public func agree(_ yes: Bool) throws -> Bool {
    try numbers([yes ? 0 : 1]).allSatisfy { $0[0] == 0 }
  }

  /// The same count of numbers of each process, by rank.
  public func numbers(_ own: [Double]) throws -> [[Double]] {
    try together { members in
      let all = try members.gather(
        Tensor.from(own, shape: [1, own.count]), counts: [Int](repeating: 1, count: size)
      ).doubles()
      return (0..<size).map { Array(all[($0 * own.count)..<(($0 + 1) * own.count)]) }
    } ?? [own]
  }

  /// The bytes of each process, by rank; where nobody has any, it costs one round.
  public func exchange(_ own: Data) throws -> [Data] {
    try together { members in
      let counts = try numbers([Double(own.count)]).map { Int($0[0]) }
      guard counts.contains(where: { $0 > 0 }) else { return counts.map { _ in Data() } }
      let tensor = try own.withUnsafeBytes { try Tensor.copying($0, shape: [own.count], dtype: .uint8) }
      let all = try members.gather(tensor, counts: counts)
      var bytes = Data(count: all.elementCount)
      try bytes.withUnsafeMutableBytes { try all.copyBytes(to: $0) }
      var start = 0
      return counts.map { count in
        defer { start += count }
        return bytes.subdata(in: start..<(start + count))
      }
    } ?? [own]
  }

  /// The bytes of rank 0.
  public func broadcast(_ data: Data) throws -> Data {
    try exchange(isOwner ? data : Data())[0]
  }

  /// Checks that all processes were given the same.
  ///
  /// - Parameters:
  ///   - facts: What must be the same, by a name that a user knows.
  ///   - remedy: What to do about a difference.
  /// - Throws: ``ProcessGroupError`` of kind `usage` that names the first process with something else, and what that is.
  public func requireSame(_ facts: [String: String], remedy: String) throws {
    let all = try exchange(JSONEncoder().encode(facts)).map {
      try JSONDecoder().decode([String: String].self, from: $0)
    }
    for (rank, other) in all.enumerated() {
      let names = Set(all[0].keys).union(other.keys).sorted()
      guard let name = names.first(where: { all[0][$0] != other[$0] }) else { continue }
      let words = [other, all[0]].map { $0[name] ?? "nothing" }
      throw ProcessGroupError(.usage, "rank \(rank) has \(name) \(words[0]), and rank 0 has \(words[1]); \(remedy)")
    }
  }

  // MARK: - The end

  /// Ends the group in good order: nobody goes before all are here.
  public func leave() throws {
    // The watch ends where everybody still lives, and before the first one goes.
    _ = try agree(true)
    watch?.stop()
    _ = try agree(true)
  }

  /// Tells the others why this process ends before them, and with which status, which becomes theirs.
  ///
  /// - Returns: Whether rank 0, who speaks for all, could hear it; false in itself.
  public func fail(_ reason: String, code: Int32) -> Bool { watch?.fail(reason, code: code) ?? false }

  /// Ends all processes that find each other at a port of this machine: for the launcher, who sees first that one is gone.
  ///
  /// - Parameters:
  ///   - port: The port.
  ///   - reason: Which process is gone and why; it begins with `rank` and the number.
  public static func end(allAt port: Int, because reason: String) { PeerWatch.end(allAt: port, because: reason) }

  /// Names the process that is gone where `body` fails because of one.
  public func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as TorchError where error.kind == .unavailable && !isAlone {
      throw watch?.explanation(of: error) ?? ProcessGroupError(.unavailable, error.message)
    }
  }

  /// Does something with the others; nil alone.
  ///
  /// A failure names the process that is gone.
  @discardableResult
  private func together<Result>(
    _ kind: TrafficKind = .agreement, _ body: (Communicator) throws -> Result
  ) throws -> Result? {
    guard let members else { return nil }
    let before = members.traffic
    let result = try naming { try body(members) }
    sent[kind, default: Traffic()] = sent[kind, default: Traffic()] + (members.traffic - before)
    return result
  }
}

extension ProcessPlace {
  func with(port: Int) -> ProcessPlace {
    var place = self
    place.port = port
    return place
  }
}
