import Foundation
import Torch

/// Work that processes share in rounds: in each, every process makes a piece, and rank 0, who decides how long it goes on, gets them all.
public struct SharedRounds {
  /// What a process makes in a round.
  public struct Piece {
    /// Rows `[N, D]`, float32 on the processor; nil for none.
    ///
    /// All pieces of a round that have rows have the same D.
    public let rows: Tensor?
    /// What is to be known of them.
    public let words: Data

    public init(rows: Tensor?, words: Data) {
      self.rows = rows
      self.words = words
    }
  }

  /// Rank 0 has ended the work before its last round; its own error says why.
  public struct Ended: Error, CustomStringConvertible {
    public let description = "rank 0 has ended the work"
  }

  /// A process other than rank 0 was asked to stop.
  public struct Stopped: Error, CustomStringConvertible {
    /// Which process.
    public let rank: Int
    public var description: String { "interrupted: rank \(rank) was asked to stop" }
  }

  private let group: ProcessGroup
  private let shouldStop: () -> Bool

  /// - Parameters:
  ///   - group: Those who share the work.
  ///   - shouldStop: Whether this process was asked to stop; of rank 0 that is not asked, whose `collect` throws then.
  public init(in group: ProcessGroup, shouldStop: @escaping () -> Bool = { false }) {
    self.group = group
    self.shouldStop = shouldStop
  }

  /// Does the rounds; every process calls it with the same count.
  ///
  /// - Parameters:
  ///   - count: The number of rounds.
  ///   - make: Makes the own piece of a round. What it throws in rank 0 ends the work, elsewhere the process.
  ///   - collect: Is given the pieces of a round by rank, in rank 0 alone; what it throws ends the work.
  /// - Throws: ``Ended`` in the other processes where rank 0 has thrown, ``Stopped`` in rank 0 where another was asked to stop.
  public func run(
    _ count: Int, make: (_ round: Int) throws -> Piece, collect: (_ pieces: [Piece]) throws -> Void
  ) throws {
    for round in 0..<count {
      let piece: Piece
      do {
        piece = try make(round)
      } catch {
        try tellEnd()
        throw error
      }
      let all = try exchange(piece)
      guard group.isOwner else { continue }
      do {
        try collect(all)
      } catch {
        try tellEnd()
        throw error
      }
    }
    // Everybody learns that all rounds have ended well, and goes on with the same work.
    _ = try header(Header())
  }

  /// What each says before the pieces go.
  private struct Header {
    var rows = 0.0
    var columns = 0.0
    var isEnd = false
    var isStopped = false
  }

  /// The headers by rank.
  private func header(_ own: Header) throws -> [Header] {
    let all = try group.numbers([own.rows, own.columns, own.isEnd ? 1 : 0, own.isStopped ? 1 : 0]).map {
      Header(rows: $0[0], columns: $0[1], isEnd: $0[2] > 0, isStopped: $0[3] > 0)
    }
    if !group.isOwner, all[0].isEnd { throw Ended() }
    return all
  }

  private func exchange(_ own: Piece) throws -> [Piece] {
    let rows = own.rows?.size(0) ?? 0
    let all = try header(
      Header(
        rows: Double(rows), columns: Double(rows > 0 ? own.rows?.size(1) ?? 0 : 0),
        isStopped: !group.isOwner && shouldStop()))
    let words = try group.exchange(own.words)
    let counts = all.map { Int($0.rows) }
    var parts = [Tensor?](repeating: nil, count: counts.count)
    if let columns = all.map(\.columns).max(), columns > 0 {
      let table = try own.rows.flatMap { rows > 0 ? $0 : nil } ?? Tensor.empty([0, Int(columns)])
      let gathered = try group.gather(table, counts: counts, as: .features)
      var start = 0
      for (rank, length) in counts.enumerated() where length > 0 {
        parts[rank] = try gathered.narrow(start: start, length: length)
        start += length
      }
    }
    if group.isOwner, let rank = all.firstIndex(where: \.isStopped) {
      try tellEnd()
      throw Stopped(rank: rank)
    }
    return zip(parts, words).map { Piece(rows: $0, words: $1) }
  }

  /// Rank 0's last word, which the others hear in place of the next header.
  private func tellEnd() throws {
    guard group.isOwner else { return }
    var end = Header()
    end.isEnd = true
    _ = try header(end)
  }
}
