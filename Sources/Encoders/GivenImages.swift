import Datasets
import Files
import Images

/// Images that a program hands over, as a data set without classes.
package struct GivenImages: ImageDataset {
  /// One of them.
  enum Source: Sendable {
    /// A file, which is read when its turn comes.
    case file(String)
    /// Bytes or pixels in memory.
    case given(ImageSource)
  }

  /// The images in the order in which they were handed over.
  private let sources: [Source]

  /// Files, each read when its turn comes, so that many need no more memory than a few.
  package init(paths: [String]) { sources = paths.map { .file($0) } }

  /// Bytes and pixels.
  package init(_ images: [ImageSource]) { sources = images.map { .given($0) } }

  package var count: Int { sources.count }
  package var channels: Int { 3 }
  package var classNames: [String] { [] }
  package func label(at index: Int) -> Int? { nil }

  package func name(at index: Int) -> String {
    switch sources[index] {
    case .file(let path): path
    case .given: count == 1 ? "the image" : "image \(index + 1) of \(count)"
    }
  }

  package func source(at index: Int) throws(DatasetError) -> ImageSource {
    switch sources[index] {
    case .given(let source): return source
    case .file(let path):
      do {
        return .encoded([UInt8](try readFile(path)))
      } catch {
        throw Self.unread(path, error)
      }
    }
  }

  /// The error of a file that was not read, in the words of `Files`, which speak of one file and not of data.
  private static func unread(_ path: String, _ error: any Error) -> DatasetError {
    guard let error = error as? FileError else { return DatasetError(.inputOutput, "cannot read \(path): \(error)") }
    let kind: DatasetError.Kind =
      switch error.kind {
      case .missing: .missingInput
      case .damaged: .badData
      case .inputOutput, .inUse: .inputOutput
      case .usage: .usage
      }
    return DatasetError(kind, error.description)
  }
}
