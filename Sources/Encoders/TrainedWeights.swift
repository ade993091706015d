import Files
import Foundation
import NN
import Runs
import TensorFiles
import Torch
import Weights

/// The network that a run folder keeps for other commands and programs: backbone and projector of one and the same step.
///
/// They are two files, and each names its step. A kill between the two leaves a backbone that is newer than the projector; the
/// checkpoint of its step was written before and holds both, so that it takes the place of the files.
package struct TrainedWeights {
  private static let stepKey = "step"

  /// What was recognized in a file from elsewhere, in one line; nil for a run's.
  package let summary: String?
  /// The parameters that a partial file lacks.
  let missing: [String]
  /// The parameters and statistics of the representation network, by name.
  package let backbone: [String: Tensor]
  /// Those of the projector.
  package let projector: [String: Tensor]
  /// The steps of training behind both; nil for files from elsewhere that do not tell.
  package let step: Int?

  package init(
    backbone: [String: Tensor], projector: [String: Tensor], step: Int?, summary: String? = nil, missing: [String] = []
  ) {
    self.backbone = backbone
    self.projector = projector
    self.step = step
    self.summary = summary
    self.missing = missing
  }

  /// What a run folder keeps.
  ///
  /// - Throws: `FileError`: `missing` without weights, `damaged` if a file is, or if the two are of different steps and there
  ///   is no checkpoint of the backbone's.
  package init(of run: RunFolder) throws {
    let backbone = try Safetensors(contentsOf: run.backboneFile)
    let step = Self.step(in: backbone.metadata)
    let hasProjector = FileManager.default.fileExists(atPath: run.projectorFile)
    if let step, !hasProjector {
      try self.init(checkpoint: step, of: run)
      return
    }
    let projector = try Safetensors(contentsOf: run.projectorFile)
    let other = Self.step(in: projector.metadata)
    if let step, let other, step != other {
      try self.init(checkpoint: step, of: run)
    } else {
      self.init(backbone: backbone.tensors, projector: projector.tensors, step: step == other ? step : nil)
    }
  }

  /// The network in the checkpoint of `step`.
  private init(checkpoint step: Int, of run: RunFolder) throws {
    let path = run.checkpointFile(step: step)
    guard FileManager.default.fileExists(atPath: path) else {
      throw FileError(
        .damaged,
        "\(run.weightsFolder) holds a backbone of step \(step) without its projector, and \(path) is gone; "
          + "repeat the command that trains, which writes both")
    }
    let state = try Safetensors(contentsOf: path).tensors
    func part(_ name: String) -> [String: Tensor] {
      // Of separate twins, view A's is the one that is kept.
      let prefixes = ["network.\(name).", "network.a.\(name)."]
      let entries = state.compactMap { key, tensor in
        prefixes.first(where: key.hasPrefix).map { (String(key.dropFirst($0.count)), tensor) }
      }
      return Dictionary(uniqueKeysWithValues: entries)
    }
    self.init(backbone: part("backbone"), projector: part("projector"), step: step)
  }

  /// Writes both files, the backbone first, and calls `wasWritten` after each.
  ///
  /// The backbone's tells what the network is and how images are prepared for it: `WeightsDescription`.
  ///
  /// - Throws: `FileError` if a file cannot be written; what had its name before stands.
  package func write(to run: RunFolder, wasWritten: (_ path: String) throws -> Void) throws {
    try createFolder(run.weightsFolder)
    let metadata = step.map { [Self.stepKey: String($0)] } ?? [:]
    var described = metadata
    if run.holdsRun {
      let record = try RunRecord(contentsOf: run.configurationFile)
      described.merge(try WeightsDescription(record, step: step).metadata) { _, new in new }
    }
    for (path, tensors, metadata) in [
      (run.backboneFile, backbone, described), (run.projectorFile, projector, metadata),
    ] {
      try Safetensors(tensors: tensors, metadata: metadata).write(to: path)
      try wasWritten(path)
    }
  }

  /// Whether a run folder has both files, whole and of this step, as far as their indices tell.
  package static func areOfStep(_ step: Int, in run: RunFolder) -> Bool {
    [run.backboneFile, run.projectorFile].allSatisfy { path in
      // What cannot be read is not of this step.
      (try? Safetensors.metadata(contentsOf: path)).flatMap { Self.step(in: $0) } == step
    }
  }

  /// The step of the backbone that a run folder holds, as far as its index tells; nil if there is none or it does not tell.
  package static func step(in run: RunFolder) -> Int? {
    (try? Safetensors.metadata(contentsOf: run.backboneFile)).flatMap { step(in: $0) }
  }

  /// Removes both files, the backbone first: a projector alone counts as no weights.
  package static func remove(from run: RunFolder) throws {
    for path in [run.backboneFile, run.projectorFile] where unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR {
      throw FileError.system("remove", path, errno)
    }
  }

  private static func step(in metadata: [String: String]) -> Int? { metadata[stepKey].flatMap { Int($0) } }
}
