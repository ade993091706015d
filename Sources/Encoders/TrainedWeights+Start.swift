import BarlowTwins
import Files
import Foundation
import NN
import Runs
import Torch
import Weights

extension TrainedWeights {
  /// The weights that another run starts from: those of a run folder, or of a file with a network that is recognized.
  ///
  /// - Parameters:
  ///   - path: The run folder or file.
  ///   - isPartial: Whether a file may lack parameters, have others, or some of another shape.
  /// - Throws: `FileError` if there are none, they are damaged, or no network is recognized.
  package init(startingFrom path: String, isPartial: Bool = false) throws {
    let run = RunFolder(path)
    if run.holdsRun {
      do {
        try self.init(of: run)
      } catch let error as FileError where error.kind == .missing {
        throw FileError(.missing, "\(path) has no weights yet; let that training reach a checkpoint")
      }
    } else {
      guard WeightsFile.isMeant(by: path) else { throw run.missingRun }
      self.init(try NetworkWeights(contentsOf: path, isPartial: isPartial))
    }
  }

  /// The weights of a network that was recognized in a file.
  init(_ weights: NetworkWeights) {
    self.init(
      backbone: weights.backbone, projector: weights.projector, step: weights.description?.step,
      summary: weights.summary, missing: weights.missing)
  }

  /// Copies them into a network: the backbone, and the projector where it has the same shape.
  ///
  /// Where the network takes grey images and the weights colours, the weights of the three channels are added; a third of them each
  /// where it is the other way round: grey images give the same then.
  ///
  /// - Returns: Whether the projector was copied too.
  /// - Throws: `StateError` that names `source` if the backbone is another one.
  package func copy(to network: EmbeddingNetwork, source: String) throws -> Bool {
    let own = network.backbone.stateDictionary()
    var state = try Dictionary(
      uniqueKeysWithValues: backbone.map { name, value in
        (name, try own[name].map { try Self.suited(value, to: $0.shape) } ?? value)
      })
    // What a partial file lacks stays as initialized.
    for name in missing { state[name] = own[name] }
    do {
      try network.backbone.load(state)
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

  /// The kernels of a first convolution for as many channels as another shape has.
  private static func suited(_ value: Tensor, to shape: [Int]) throws -> Tensor {
    guard shape.count == 4, value.dimensionCount == 4, shape[1] != value.size(1),
      [shape[1], value.size(1)].sorted() == [1, 3]
    else { return value }
    guard shape[1] == 3 else { return try value.sum([1], keep: true) }
    return try Tensor.cat([value, value, value], 1) / 3
  }
}
