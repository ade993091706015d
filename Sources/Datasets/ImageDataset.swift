import Augmentation
import Images

/// A finite, ordered collection of images that several threads may read at once.
public protocol ImageDataset: Sendable {
  /// The number of images.
  var count: Int { get }
  /// The channels of the images as they are meant to be used: 1 for grey, 3 for RGB.
  var channels: Int { get }
  /// The name of every class; empty if the data set has no labels.
  var classNames: [String] { get }
  /// The position in `classNames` of the class of image `index`; nil for an image without a label.
  func label(at index: Int) -> Int?
  /// The path of image `index` inside its folder, or a name such as `train/00017` where images have no files.
  func name(at index: Int) -> String
  /// The pixels of image `index`, or the bytes of its file.
  func source(at index: Int) throws(DatasetError) -> ImageSource
  /// The bytes of the file of image `index`, also where its pixels are kept; nil where images have no files.
  func fileBytes(at index: Int) throws(DatasetError) -> [UInt8]?
  /// The memory that the images take once all of them have been read, in bytes; 0 where they are read anew each time.
  var keptBytes: Int { get }
  /// How the images lie in large files, if that matters for the order in which they are read; nil if it does not.
  var storage: StorageLayout? { get }
  /// Says that images will be asked for soon, in the order of `indices`; need not wait for them.
  func willNeed(_ indices: [Int])
  /// The files that the images `indices` come from, in their state of now or of when they were read.
  ///
  /// Nil where images do not come from files, so that nobody can tell later whether they have changed.
  func sourceFiles(of indices: [Int]) throws(DatasetError) -> [SourceFile]?
}

extension ImageDataset {
  public func fileBytes(at index: Int) throws(DatasetError) -> [UInt8]? {
    if case .encoded(let bytes) = try source(at: index) { bytes } else { nil }
  }
  public var keptBytes: Int { 0 }
  public var storage: StorageLayout? { nil }
  public func willNeed(_ indices: [Int]) {}
  public func sourceFiles(of indices: [Int]) throws(DatasetError) -> [SourceFile]? { nil }
}
