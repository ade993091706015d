import Datasets
import Files
import Runs

/// What is looked at before something is computed that goes into a file.
enum OutputCheck {
  /// Makes sure that files can be written, and are neither what is read nor part of a run.
  ///
  /// - Throws: `FileError` that names the first that is not so.
  static func check(_ paths: [String], inputs: [String] = [], data: [DatasetDescription] = []) throws {
    for path in paths {
      try RunFolder.requireNoPart(path)
      try OutputFile.check(path, inputs: inputs + data.compactMap(\.path))
    }
  }
}

extension DatasetDescription {
  /// The folder or file that it names; nil for what has no path of its own.
  fileprivate var path: String? {
    switch self {
    case .fashionMNIST: nil
    case .cifar10(let path), .folder(let path), .shards(let path): path
    }
  }
}
