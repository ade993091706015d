import Files
import Foundation
import Images

extension DatasetError {
  /// The error for a system call on `path` that left `code` in `errno`.
  static func system(_ code: Int32, _ path: String) -> DatasetError {
    switch code {
    case ENOENT, ENOTDIR:
      DatasetError(
        .missingInput,
        "\(path): there is no such file or folder; "
          + DatasetDescription.remedy(forMissing: path, suggestion: NearbyPath.suggestion(for: path)))
    case ENAMETOOLONG:
      DatasetError(.usage, "\(path.prefix(60))… is longer than a name may be; check what was given")
    case ELOOP:
      DatasetError(.missingInput, "\(path) is a link that leads to itself; remove it")
    case EACCES, EPERM:
      DatasetError(.inputOutput, "\(path) may not be read; give yourself permission (chmod) or remove it")
    case EMFILE, ENFILE, ENOMEM:
      DatasetError(
        .inputOutput,
        "\(path) cannot be opened: \(String(cString: strerror(code))); use fewer workers or raise the limit",
        isExhaustion: true)
    default:
      DatasetError(.inputOutput, "\(path) cannot be read: \(String(cString: strerror(code))); check the disk")
    }
  }

  /// The error for an image, called `name`, that could not be decoded or rendered.
  package static func rendering(_ error: any Error, of name: String) -> DatasetError {
    switch error {
    case let error as DatasetError: error
    case let error as ImageError where error.kind == .outOfMemory:
      DatasetError(.inputOutput, "\(name): \(error.reason); use fewer workers", isExhaustion: true)
    case let error as ImageError: unreadable(name, error.reason)
    default: unreadable(name, "\(error)")
    }
  }

  /// The error when every one of `count` images is bad, the first of them for `reason`.
  package static func noneReadable(of dataset: any ImageDataset) -> DatasetError {
    noneReadable(of: dataset.count, "\(dataset.name(at: 0)), which cannot be used; remove the files")
  }

  /// The error where none of some images can be read, the first for `reason`.
  static func noneReadable(of count: Int, _ reason: String) -> DatasetError {
    DatasetError(
      .badData,
      count == 1
        ? "the only image cannot be read: \(reason), or give other images"
        : "none of the \(count) images can be read; the first: \(reason), or give other images")
  }

  /// The error for an image, called `name`, that cannot be used for `reason`.
  static func unreadable(_ name: String, _ reason: String) -> DatasetError {
    DatasetError(
      .badData, "\(name): \(reason); take it out of the data", isExhaustion: false, imageFault: "\(name): \(reason)")
  }
}
