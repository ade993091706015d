import Augmentation
import Images

/// Image files that were named one by one, without classes.
///
/// Pixels stay on disk. The name of an image is its path as it was given.
public struct ImageFiles: ImageDataset {
  private var paths = PathList()

  /// Files by the bytes of their paths, which need not be Unicode; whether they can be read shows when they are.
  public init(_ paths: some Sequence<[UInt8]>) { for path in paths { self.paths.append(path) } }

  public var count: Int { paths.count }

  /// Always 3: files may mix grey and colour, and one number must fit all.
  public var channels: Int { 3 }

  public var classNames: [String] { [] }

  public func label(at index: Int) -> Int? { nil }

  public func name(at index: Int) -> String { NameText.text(paths[index]) }

  public func source(at index: Int) throws(DatasetError) -> ImageSource {
    let bytes = try FileReader.read(
      Array(paths[index]), name: name(at: index), limit: ImageFolder.largestFileBytes)
    guard !bytes.isEmpty else { throw DatasetError(.badData, "\(name(at: index)) is empty; leave it out") }
    return .encoded(bytes)
  }

  public func sourceFiles(of indices: [Int]) throws(DatasetError) -> [SourceFile]? {
    var files: [SourceFile] = []
    files.reserveCapacity(indices.count)
    for index in indices { files.append(try SourceFile(Array(paths[index]), called: name(at: index))) }
    return files
  }

  /// Makes sure that all files are there.
  ///
  /// - Throws: `missingInput` or `inputOutput` that names the first that is not.
  func requireAll() throws(DatasetError) {
    for index in 0..<count { _ = try SourceFile(Array(paths[index]), called: name(at: index)) }
  }
}
