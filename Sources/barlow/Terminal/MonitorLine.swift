import BarlowTwins
import Foundation
import Runs

/// One line that tells what the monitor has seen.
enum MonitorLine {
  static func text(_ record: MonitorRecord) -> String {
    var parts: [String] = []
    if let rank = record.rank {
      parts.append(
        String(
          format: "%@, RankMe %.1f of %d, mean C_ii %.2f, rms C_ij %.3f", rank.verdict.rawValue, rank.rankMe,
          min(rank.images, rank.dimension), rank.meanDiagonal, rank.rmsOffDiagonal))
    }
    if let knn = record.knn { parts.append(String(format: "kNN %.1f %% of %d", 100 * knn.accuracy, knn.queryCount)) }
    return "step \(record.step): " + parts.joined(separator: "; ")
  }
}
