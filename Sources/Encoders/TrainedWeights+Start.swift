import BarlowTwins
import Files
import Foundation
import NN
import Runs
import TensorFiles
import Torch

extension TrainedWeights {
  /// The weights that another run starts from: those of a run folder, or of a file with a backbone alone.
  ///
  /// - Throws: `FileError` if there are none or they are damaged.
  package init(startingFrom path: String) throws {
    let run = RunFolder(path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      let meant = NearbyPath.suggestion(for: path).map { "did you mean \($0)?" }
      throw FileError(
        .missing, "\(path) does not exist; \(meant ?? "give a run folder or a file of weights to start from")")
    }
    if run.holdsRun {
      do {
        try self.init(of: run)
      } catch let error as FileError where error.kind == .missing {
        throw FileError(.missing, "\(path) has no weights yet; let that training reach a checkpoint")
      }
    } else if isFolder.boolValue {
      throw run.missingRun
    } else {
      self.init(backbone: try Safetensors(contentsOf: path).tensors, projector: [:], step: nil)
    }
  }

  /// Copies them into a network: the backbone, and the projector where it has the same shape.
  ///
  /// - Returns: Whether the projector was copied too.
  /// - Throws: `StateError` that names `source` if the backbone is another one.
  package func copy(to network: EmbeddingNetwork, source: String) throws -> Bool {
    do {
      try network.backbone.load(backbone)
    } catch let error as StateError {
      throw StateError("\(source): \(error)")
    }
    do {
      try network.projector.load(projector)
      return true
    } catch is StateError {
      return false
    }
  }
}
