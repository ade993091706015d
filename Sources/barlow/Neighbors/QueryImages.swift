import Augmentation
import Datasets
import Files
import Images

/// Image files that a user names, as a data set without classes.
struct QueryImages: ImageDataset {
  /// One file.
  struct Query {
    let path: String
    let bytes: [UInt8]
    let image: Image
  }

  let queries: [Query]

  /// Reads and decodes the files.
  ///
  /// - Throws: `FileError` for a file that cannot be read, `DatasetError` for one that is no image.
  init(_ paths: [String]) throws {
    let decoder = ImageDecoder()
    queries = try paths.map { path in
      let bytes = [UInt8](try readFile(path))
      do {
        return Query(path: path, bytes: bytes, image: try decoder.decode(bytes, channels: 3))
      } catch let error as ImageError {
        throw DatasetError(.badData, "\(path): \(error); give another image")
      }
    }
  }

  var count: Int { queries.count }
  var channels: Int { 3 }
  var classNames: [String] { [] }
  func label(at index: Int) -> Int? { nil }
  func name(at index: Int) -> String { queries[index].path }
  func source(at index: Int) throws(DatasetError) -> ImageSource { .encoded(queries[index].bytes) }
}
