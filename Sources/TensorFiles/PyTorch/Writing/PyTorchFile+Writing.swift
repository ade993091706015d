import Foundation
import Torch

extension PyTorchFile {
  /// Writes a file that `torch.load` reads, with `weights_only` as well; whole or not at all, equal content as equal bytes.
  ///
  /// - Throws: `FileError` if it cannot be written.
  package static func write(_ content: PickleContent, to path: String) throws {
    let pickle = try PickleWriter(content)
    var archive = ZipWriter(path)
    archive.add("archive/data.pkl", pickle.data)
    archive.add("archive/byteorder", Data("little".utf8))
    for (index, tensor) in pickle.tensors.enumerated() {
      var bytes = Data(count: try tensor.elementCount * tensor.dtype.sizeBytes)
      // Values lie in the order of the dimensions, whatever the order in memory.
      try bytes.withUnsafeMutableBytes { try tensor.copyBytes(to: $0) }
      archive.add("archive/data/\(index)", bytes)
    }
    archive.add("archive/version", Data("3\n".utf8))
    try archive.finish()
  }
}
