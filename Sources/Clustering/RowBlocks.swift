import Torch

/// Work on blocks of rows that several threads share, with results that do not depend on how many they are.
///
/// Each block is computed by one thread alone, and the results are put together in the order of the blocks.
package final class RowBlocks {
  private let team: ThreadTeam

  /// Work for a number of threads, at least 1.
  package init(threads: Int) throws {
    team = try ThreadTeam(max(threads, 1), sharing: max(threads, 1))
  }

  /// Calls `compute` for blocks of `count` rows, several at the same time, and `combine` with each result in order.
  package func forEach<Result>(
    _ count: Int, rowsPerBlock: Int, compute: @escaping (_ rows: Range<Int>) throws -> Result,
    combine: (_ rows: Range<Int>, Result) throws -> Void
  ) throws {
    let blocks = (count + rowsPerBlock - 1) / rowsPerBlock
    func rows(_ block: Int) -> Range<Int> { (block * rowsPerBlock)..<min((block + 1) * rowsPerBlock, count) }
    // As many results exist at a time as there are threads.
    for first in stride(from: 0, to: blocks, by: team.count) {
      let results = try team.map(min(team.count, blocks - first)) { try compute(rows(first + $0)) }
      for (number, result) in results.enumerated() { try combine(rows(first + number), result) }
    }
  }

  /// The rows of a block of which some megabytes of products with `columns` others are computed at once.
  package static func rowsPerBlock(columns: Int) -> Int { min(max((1 << 22) / max(columns, 1), 64), 8192) }
}
