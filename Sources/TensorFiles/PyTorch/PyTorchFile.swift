import Files
import Foundation
import Torch

/// A file that `torch.save` has written: values whose tensors are read when they are asked for.
///
/// Python would run whatever such a file names. Nothing in it is run here: it holds tensors, numbers, texts and plain containers, and
/// anything else is refused by its name.
package struct PyTorchFile {
  /// What it holds.
  package let value: PickleValue
  /// How it is laid out, for people.
  package let layout: String
  private let path: String
  private let container: any PyTorchContainer

  /// Reads the structure of a file.
  ///
  /// - Throws: `FileError`: `damaged` if it is cut off or lies about itself, `usage` if it holds what is not read.
  package init(contentsOf path: String) throws {
    self.path = path
    do {
      let data = try readFile(path)
      if data.starts(with: LegacyPyTorchContainer.signature) {
        (container, layout) = (try LegacyPyTorchContainer(data), "torch.save, legacy")
      } else {
        (container, layout) = (try ZippedPyTorchContainer(ZipArchive(contentsOf: path)), "torch.save")
      }
      value = container.value
    } catch let problem as PickleProblem {
      throw Self.error(problem, path)
    } catch let problem as ZipArchive.Problem {
      throw Self.error(PickleProblem(problem.description), path)
    }
  }

  /// Whether a file begins as one that is read here.
  package static func matches(beginning: some Collection<UInt8>) -> Bool {
    beginning.starts(with: [0x50, 0x4B, 3, 4]) || beginning.starts(with: LegacyPyTorchContainer.signature)
  }

  /// The values of a tensor.
  ///
  /// - Throws: `FileError`: `damaged` if they are not there.
  package func read(_ tensor: PickleTensor, name: String) throws -> Tensor {
    do {
      return try container.withStorage(tensor.storage) { try tensor.tensor(in: $0) }
    } catch let problem as PickleProblem {
      throw Self.error(
        PickleProblem("\(name): \(problem.description)", isUnsupported: problem.isUnsupported), path)
    } catch let problem as ZipArchive.Problem {
      throw Self.error(PickleProblem("\(name): \(problem.description)"), path)
    }
  }

  private static func error(_ problem: PickleProblem, _ path: String) -> FileError {
    problem.isUnsupported
      ? FileError(.usage, "\(path) cannot be read: \(problem.description)")
      : FileError(.damaged, "\(path) is not a usable file of PyTorch: \(problem.description)")
  }
}
