import Augmentation
import Datasets
import Files
import Images

/// Image files that a user names, as a data set without classes.
public struct QueryImages: ImageDataset {
  /// One file.
  public struct Query: Sendable {
    /// Its path.
    public let path: String
    /// The bytes of the file.
    public let bytes: [UInt8]
    /// The image in colour.
    public let image: Image
  }

  /// The files in the order in which they were named.
  public let queries: [Query]

  /// Reads and decodes the files; values of more than 8 bits become 8 by `valueRange`.
  ///
  /// - Throws: `FileError` for a file that cannot be read, `DatasetError` for one that is no image.
  public init(_ paths: [String], valueRange: ValueRange = .full) throws {
    let decoder = ImageDecoder(valueRange: valueRange)
    queries = try paths.map { path in
      /// The bytes of the file.
      let bytes = [UInt8](try readFile(path))
      do {
        return Query(path: path, bytes: bytes, image: try decoder.decode(bytes, channels: 3))
      } catch let error as ImageError {
        guard error.kind != .outOfMemory else { throw DatasetError.rendering(error, of: path) }
        throw DatasetError(.badData, "\(path): \(error); give another image")
      }
    }
  }

  public var count: Int { queries.count }
  public var channels: Int { 3 }
  public var classNames: [String] { [] }
  public func label(at index: Int) -> Int? { nil }
  public func name(at index: Int) -> String { queries[index].path }
  public func source(at index: Int) throws(DatasetError) -> ImageSource { .encoded(queries[index].bytes) }
}
