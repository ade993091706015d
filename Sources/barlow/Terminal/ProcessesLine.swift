import BarlowTwins
import Distributed
import Formatting
import Runs
import Training

/// What processes that train together are told to be and to exchange.
enum ProcessesLine {
  /// The line; nil for a process that is alone.
  static func text(_ group: ProcessGroup, _ configuration: TrainingConfiguration, parameters: Int) -> String? {
    guard !group.isAlone else { return nil }
    let shares = BatchShares(of: configuration.batchSize, among: group.size).counts
    let rows = Set(shares).count == 1 ? "\(shares[0])" : "\(shares[0]) or \(shares[shares.count - 1])"
    let traffic = StepTraffic(configuration, parameters: parameters, processes: group.size)
    func size(_ bytes: Double) -> String {
      bytes < 1e6 ? NumberText.short(bytes / 1e3, digits: 2) + " kB" : NumberText.short(bytes / 1e6, digits: 3) + " MB"
    }
    // What an objective compares cannot always be summed up.
    let canSum = (configuration.objective as? any PartedObjective)?.redundancyWeight != nil
    let compared =
      traffic.sumsCorrelations
      ? "sums of C, fewer than embeddings" : "embeddings\(canSum ? ", fewer than sums of C" : "")"
    let mixed = traffic.images > 0 ? ", \(size(traffic.images)) of images to mix" : ""
    return
      "\(group.size) processes with \(rows) rows each; in a step each sends \(size(traffic.gradients)) of gradients"
      + (configuration.compress == .off ? "" : " (\(configuration.compress.rawValue))")
      + ", \(size(traffic.embeddings)) of \(compared)\(mixed), and statistics"
  }
}
