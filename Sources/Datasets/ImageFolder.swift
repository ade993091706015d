import Augmentation
import Images

/// A folder of image files; the class of an image is the first sub-folder that it is in.
///
/// Pixels stay on disk. Listing takes one pass over the folder; memory is a path and about 12 bytes an image.
public struct ImageFolder: ImageDataset {
  /// The largest file that is read; larger ones are bad data.
  static let largestFileBytes = 1 << 30

  public let classNames: [String]
  /// The folder that the names are relative to.
  public let root: String
  private let prefix: String
  private let paths: PathList
  /// The class of each image, −1 for none.
  private let labels: [Int32]

  /// Lists the images under `root`, or under its sub-folder `part`; none at all are a missing input.
  ///
  /// - Parameters:
  ///   - root: The path of the folder.
  ///   - part: A sub-folder such as `train`, in which case its sub-folders are the classes.
  ///   - classNames: The classes if other parts have a say in them; they must include every sub-folder that has images.
  /// - Throws: `missingInput` without any image, `inputOutput` for a folder that cannot be read.
  init(root: String, part: String? = nil, classNames: [String]? = nil) throws(DatasetError) {
    let prefix = part.map { $0 + "/" } ?? ""
    let folder = part.map { "\(root)/\($0)" } ?? root
    let listing = try FolderListing(root: folder)
    guard listing.paths.count > 0 else {
      if let sentence = NearlyData.sentence(folder: folder) {
        throw DatasetError(.missingInput, "\(folder) \(sentence)")
      }
      throw DatasetError(
        .missingInput,
        "\(folder) holds no images: JPEG, PNG, WebP and BMP files are read, and .tar files that have a folder for themselves"
      )
    }
    let used = Set(listing.subfolderOfImage)
    let names =
      classNames ?? listing.subfolders.indices.filter { used.contains(Int32($0)) }.map { listing.subfolders[$0] }
    let positions = Dictionary(names.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    let classOfSubfolder = listing.subfolders.map { positions[$0] ?? -1 }
    self.root = root
    self.prefix = prefix
    self.classNames = names
    paths = listing.paths
    labels = listing.subfolderOfImage.map { $0 < 0 ? -1 : classOfSubfolder[Int($0)] }
  }

  public var count: Int { paths.count }

  /// Always 3: files may mix grey and colour, and one number must fit all.
  public var channels: Int { 3 }

  public func label(at index: Int) -> Int? { labels[index] < 0 ? nil : Int(labels[index]) }

  public func name(at index: Int) -> String { prefix + String(decoding: paths[index], as: UTF8.self) }

  public func sourceFiles(of indices: [Int]) throws(DatasetError) -> [SourceFile]? {
    var files: [SourceFile] = []
    files.reserveCapacity(indices.count)
    for index in indices { files.append(try SourceFile("\(root)/\(name(at: index))")) }
    return files
  }

  public func source(at index: Int) throws(DatasetError) -> ImageSource {
    let path = Array("\(root)/\(prefix)".utf8) + paths[index] + [0]
    let result = path.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters -> Result<[UInt8], DatasetError> in
        guard let start = characters.baseAddress else { preconditionFailure("a path has a byte at least") }
        do throws(DatasetError) {
          return .success(try FileReader.read(start, name: name(at: index), limit: Self.largestFileBytes))
        } catch { return .failure(error) }
      }
    }
    let bytes = try result.get()
    guard !bytes.isEmpty else {
      throw DatasetError(.badData, "\(name(at: index)) is empty; remove it from the data set")
    }
    return .encoded(bytes)
  }
}
