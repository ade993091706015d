import Files
import Foundation

extension RunFolder {
  /// The files and folders that make up a run, by the first part of their path in it.
  private static let parts: Set = [
    "config.json", "metrics.jsonl", "metrics.csv", "monitor.jsonl", "evaluations.jsonl", "weights", "checkpoints",
    "features",
    "best", "tensorboard", ".lock",
  ]

  /// Makes sure that a file to be written is no part of a run, by whatever path or link it is named.
  ///
  /// - Throws: `FileError` of kind `usage` that names the run.
  public static func requireNoPart(_ path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    // What exists may be a link; what does not is named by its folder.
    let whole =
      resolvedPath(path)
      ?? resolvedPath(folder.isEmpty ? "." : folder).map { $0 + "/" + (path as NSString).lastPathComponent }
    guard let whole else { return }
    var names = whole.split(separator: "/").map(String.init)
    var below: [String] = []
    while let last = names.popLast() {
      below.insert(last, at: 0)
      let run = RunFolder("/" + names.joined(separator: "/"))
      if parts.contains(below[0]), run.holdsRun, FileManager.default.fileExists(atPath: run.metricsFile) {
        throw FileError(
          .usage, "\(path) belongs to the run \(run.path); give another name, so that nothing of it is lost")
      }
    }
  }
}
