import Datasets
import Files
import Foundation

/// A folder with a folder for each class, into which images are sorted by links or copies; the images themselves stay where they are.
///
/// It is made beside its place under another name and takes its name when all is there.
public final class SortedFolder {
  /// How images come into it.
  public enum Means: String, CaseIterable, Sendable {
    /// Symbolic links to the files, relative to the folder.
    case links
    /// Copies of the files.
    case copies
  }

  /// The folder of images that are unlike all that a classifier knows.
  public static let unlikeKnown = "unlike-known"

  private let path: String
  private let temporary: String
  private let means: Means
  private let folders: [String: String]
  private var isFinished = false
  /// The names that are taken in each folder.
  private var taken: [String: Set<String>] = [:]

  /// Begins a folder.
  ///
  /// - Parameters:
  ///   - path: Where it will be: nothing, or an empty folder.
  ///   - classNames: The names of the classes.
  ///   - means: How images come into it.
  /// - Throws: `FileError` for a folder that holds something or cannot be made, and for class names that cannot be names of folders.
  public init(_ path: String, classNames: [String], means: Means) throws {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    (self.path, self.means) = (path, means)
    temporary = "\(path).\(getpid()).partial"
    var folders: [String: String] = [:]
    for name in classNames {
      let isNone = name.isEmpty || name == "." || name == ".." || name.utf8.count > 255
      guard !isNone, !name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 < 32 || $0 == 127 }) else {
        throw FileError(
          .usage, "the class \"\(name.withoutControls)\" cannot be the name of a folder; rename it and fit again")
      }
      folders[name] = name
    }
    guard folders[Self.unlikeKnown] == nil else {
      throw FileError(
        .usage,
        "a class is called \(Self.unlikeKnown), as the folder of images that are unlike all; rename it and fit again")
    }
    self.folders = folders
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw FileError(.usage, "\(path) is a file; name a folder that is to be made") }
      let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
      guard contents?.isEmpty == true else {
        throw FileError(.usage, "\(path) is not empty; name a folder that is to be made, so that nothing is mixed up")
      }
    }
    try createFolder(temporary)
  }

  deinit {
    if !isFinished { try? FileManager.default.removeItem(atPath: temporary) }
  }

  /// Adds an image under its class.
  ///
  /// - Parameters:
  ///   - prediction: What was said of it.
  ///   - images: The data set that it is of.
  ///   - index: Its position there.
  /// - Throws: `FileError` if it cannot be added; `DatasetError` for an image that has no file.
  public func add(_ prediction: ImagePrediction, of images: any ImageDataset, at index: Int) throws {
    let place = prediction.isUnlikeKnown == true ? Self.unlikeKnown : folders[prediction.predictedClass] ?? ""
    let folder = "\(temporary)/\(place)"
    if taken[place] == nil {
      try createFolder(folder)
      taken[place] = []
    }
    let name = freeName((prediction.name as NSString).lastPathComponent, in: place)
    taken[place]?.insert(name)
    switch means {
    case .copies:
      guard let bytes = try images.fileBytes(at: index) else { throw Self.noFile(prediction.name) }
      try AtomicFile.write(bytes, to: "\(folder)/\(name)")
    case .links:
      // A shard is a file of many images, and so larger than one of them.
      guard let files = try images.sourceFiles(of: [index]), files.count == 1, let file = files.first,
        try images.fileBytes(at: index)?.count == file.sizeBytes, let target = resolvedPath(file.path),
        let own = resolvedPath(temporary)
      else { throw Self.noFile(prediction.name) }
      // The folder keeps its depth when it takes its name, so that relative links hold.
      let relative = Self.relative(target, to: "\(own)/\(place)")
      guard symlink(relative, "\(folder)/\(name)") == 0 else {
        throw FileError.system("write", "\(path)/\(place)/\(name)", errno)
      }
    }
  }

  /// Gives the folder its name.
  ///
  /// - Throws: `FileError` if it cannot be.
  public func finish() throws {
    // An empty folder of the name gives way.
    if rmdir(path) != 0, errno != ENOENT { throw FileError.system("replace", path, errno) }
    guard rename(temporary, path) == 0 else { throw FileError.system("write", path, errno) }
    isFinished = true
  }

  private static func noFile(_ name: String) -> FileError {
    FileError(
      .usage, "\(name) has no file of its own that a link could lead to; give --copies, or sort a folder of image files"
    )
  }

  /// A name that no image of the folder has yet.
  private func freeName(_ name: String, in place: String) -> String {
    let name = name.isEmpty ? "image" : name
    guard taken[place]?.contains(name) == true else { return name }
    let (stem, ending) = ((name as NSString).deletingPathExtension, (name as NSString).pathExtension)
    var number = 2
    while true {
      let other = "\(stem)-\(number)" + (ending.isEmpty ? "" : ".\(ending)")
      if taken[place]?.contains(other) != true { return other }
      number += 1
    }
  }

  /// A path as it is seen from a folder; both are absolute and without links.
  private static func relative(_ path: String, to folder: String) -> String {
    let (target, base) = (path.split(separator: "/"), folder.split(separator: "/"))
    let shared = zip(target, base).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: base.count - shared) + target.dropFirst(shared)).joined(separator: "/")
  }
}
