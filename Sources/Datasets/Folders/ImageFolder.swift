import Augmentation
import Images

/// Image files of a folder; the class of an image is the folder of a class that it is in.
///
/// Pixels stay on disk. Listing takes one pass over the folder; memory is a path and about 16 bytes an image.
public struct ImageFolder: ImageDataset {
  /// The largest file that is read; larger ones are bad data.
  static let largestFileBytes = 1 << 30

  public let classNames: [String]
  /// The folder that the names are relative to.
  public let root: String
  private let paths: PathList
  /// The images of this part, as positions in `paths`.
  private let images: [Int32]
  /// The class of each image, −1 for none.
  private let labels: [Int32]

  /// Takes the images in the folder of a part and below.
  init(_ listing: FolderListing, root: String, tops: [Int], classes: FolderClasses) {
    let below = listing.tree.isBelow(tops)
    self.root = root
    paths = listing.paths
    images = listing.folderOfImage.indices.filter { below[Int(listing.folderOfImage[$0])] }.map { Int32($0) }
    labels = images.map { classes[listing.folderOfImage[Int($0)]] }
    classNames = classes.names
  }

  public var count: Int { images.count }

  /// Always 3: files may mix grey and colour, and one number must fit all.
  public var channels: Int { 3 }

  public func label(at index: Int) -> Int? { labels[index] < 0 ? nil : Int(labels[index]) }

  public func name(at index: Int) -> String { NameText.text(paths[Int(images[index])]) }

  public func sourceFiles(of indices: [Int]) throws(DatasetError) -> [SourceFile]? {
    var files: [SourceFile] = []
    files.reserveCapacity(indices.count)
    for index in indices { files.append(try SourceFile(path(at: index), called: "\(root)/\(name(at: index))")) }
    return files
  }

  public func source(at index: Int) throws(DatasetError) -> ImageSource {
    let bytes = try FileReader.read(path(at: index), name: name(at: index), limit: Self.largestFileBytes)
    guard !bytes.isEmpty else {
      throw DatasetError(.badData, "\(name(at: index)) is empty; remove it from the data set")
    }
    return .encoded(bytes)
  }

  /// The bytes of the path of an image, which need not be Unicode.
  private func path(at index: Int) -> [UInt8] { Array("\(root)/".utf8) + paths[Int(images[index])] }
}
