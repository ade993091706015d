import BarlowTwins
import Foundation
import Runs

/// One line that tells what the monitor has seen.
enum MonitorLine {
  static func text(_ record: MonitorRecord) -> String {
    var parts: [String] = []
    if let diagnosis = record.diagnosis {
      parts.append(
        String(
          format: "%@, RankMe %.1f of %d, mean C_ii %.2f, rms C_ij %.3f", diagnosis.verdictName, diagnosis.rankMe,
          min(diagnosis.images, diagnosis.dimension), diagnosis.meanDiagonal, diagnosis.rmsOffDiagonal))
    }
    if let knn = record.knn { parts.append(String(format: "kNN %.1f %% of %d", 100 * knn.accuracy, knn.queryCount)) }
    return "step \(record.step): " + parts.joined(separator: "; ")
  }
}
