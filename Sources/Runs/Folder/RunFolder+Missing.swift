import Files
import Foundation

extension RunFolder {
  /// The error for a path that holds no run: what is there, and which run was probably meant.
  package var missingRun: FileError {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      let meant = NearbyPath.suggestion(for: path).map { "did you mean \($0)?" }
      return FileError(
        .missing, "\(path): there is no such folder; \(meant ?? "give the folder that a training wrote")")
    }
    if let run = runAbove { return FileError(.usage, "\(path) is a part of a run; give its folder, \(run)") }
    guard isFolder.boolValue else {
      return FileError(.usage, "\(path) is a file, not a run folder; give the folder that a training wrote")
    }
    let runs = NearbyPath.visibleEntries(of: path).filter { RunFolder("\(path)/\($0)").holdsRun }
    if let first = runs.first {
      return FileError(
        .missing,
        runs.count == 1
          ? "\(path) is not a run folder, but \(path)/\(first) is; give that"
          : "\(path) is not a run folder, but holds \(runs.count) of them; give one, such as \(path)/\(first)")
    }
    return FileError(
      .missing, "\(path) is not a run folder: it has no config.json; give the folder that a training wrote")
  }

  /// The run that the path is a part of, such as its `weights` or a file in it.
  private var runAbove: String? {
    var above = (path as NSString).deletingLastPathComponent
    for _ in 0..<2 {
      let folder = above.isEmpty ? "." : above
      if RunFolder(folder).holdsRun { return folder }
      above = (above as NSString).deletingLastPathComponent
    }
    return nil
  }
}
