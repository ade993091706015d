import Files
import Foundation
import NN
import Runs
import TensorFiles
import Torch

/// A state from which training goes on as if it had never stopped: one safetensors file.
///
/// Network under `network.`, optimizer under `optimizer.`, the position in the metadata. No state of a random generator is
/// needed: the order of images and their views are functions of seed, epoch and index.
package struct Checkpoint {
  /// How many of the newest files are kept.
  static let kept = 2

  package let network: [String: Tensor]
  package let optimizer: [String: Tensor]
  package let position: TrainingPosition

  /// The steps for which there are checkpoints, ascending.
  static func steps(in run: RunFolder) -> [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: run.checkpointFolder)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix("step-"), name.hasSuffix(".safetensors") else { return nil }
      return Int(name.dropFirst(5).dropLast(12))
    }.sorted()
  }

  /// Writes the state; older ones stay.
  func write(to run: RunFolder) throws {
    try createFolder(run.checkpointFolder)
    var tensors: [String: Tensor] = [:]
    for (name, tensor) in network { tensors["network." + name] = tensor }
    for (name, tensor) in optimizer { tensors["optimizer." + name] = tensor }
    let position = String(decoding: try JSONEncoder().encode(position), as: UTF8.self)
    try Safetensors(tensors: tensors, metadata: ["position": position])
      .write(to: run.checkpointFile(step: self.position.step))
  }

  /// Removes all but the newest files.
  static func removeOld(in run: RunFolder) {
    for step in steps(in: run).dropLast(kept) { unlink(run.checkpointFile(step: step)) }
  }

  /// Reads the newest state of a run; nil if there is none.
  ///
  /// - Throws: `FileError` of kind `damaged` that names the file and the state to fall back on: choosing an older state
  ///   is left to the user.
  package static func newest(in run: RunFolder) throws -> Checkpoint? {
    let steps = steps(in: run)
    guard let step = steps.last else { return nil }
    let path = run.checkpointFile(step: step)
    let remedy =
      steps.count > 1
      ? "delete it to go on from step \(steps[steps.count - 2])" : "delete it, or overwrite the run, to start anew"
    do {
      let file = try Safetensors(contentsOf: path)
      guard let text = file.metadata["position"],
        let position = try? JSONDecoder().decode(TrainingPosition.self, from: Data(text.utf8))
      else { throw FileError(.damaged, "\(path) is not a checkpoint") }
      func part(_ prefix: String) -> [String: Tensor] {
        Dictionary(
          uniqueKeysWithValues: file.tensors.filter { $0.key.hasPrefix(prefix) }
            .map { (String($0.key.dropFirst(prefix.count)), $0.value) })
      }
      return Checkpoint(network: part("network."), optimizer: part("optimizer."), position: position)
    } catch let error as FileError where error.kind == .damaged {
      throw FileError(.damaged, "\(error); \(remedy)")
    }
  }
}
