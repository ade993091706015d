import Files
import Foundation
import Torch

/// Features of images in a file that is searched in place: of unit length, with names, classes, and the model that they are by.
///
/// The file is one of safetensors, which other programs can open: `features` `[N, D]` float32, whose values begin at a multiple of 64
/// bytes; `names`, the UTF-8 bytes of all names one after the other, and `name_ends` `[N]` int64, where each ends in them; `labels` `[N]`
/// int64 if all images have a class. Its metadata say what it is: `format`, `kind`, `fingerprint`, `origin` and `classes`.
///
/// Opening it reads the names' places and the labels, not the features, of which the system keeps what it has room for.
public final class FeatureIndex: Sendable {
  /// The path by which it was opened.
  public let path: String
  /// The number of images N.
  public let count: Int
  /// The number of features D.
  public let dimension: Int
  /// What the features are: `representation`, `whitened` or `embedding`.
  public let kind: String
  /// What tells the model, the kind of features and how images are prepared from all others.
  public let fingerprint: String
  /// Where the features come from; nil if the file does not tell.
  public let origin: FeatureOrigin?
  /// The name of each class; empty without classes.
  public let classNames: [String]

  static let format = "feature-index-1"

  private let file: MappedFile
  private let featureBytes: Range<Int>
  private let nameBytes: Range<Int>
  private let nameEnds: Range<Int>
  private let labels: Range<Int>?

  /// Opens a file.
  ///
  /// - Parameter path: A file that ``FeatureIndexWriter`` has written.
  /// - Throws: `FileError`: `missing` if it is not there, `damaged` if it is no such file, is cut off, or holds what is impossible.
  public init(contentsOf path: String) throws {
    self.path = path
    let file = try MappedFile(path)
    let index = try SafetensorsIndex(file.bytes, path: path)
    func damaged(_ reason: String) -> FileError {
      FileError(.damaged, "\(path) is not a usable index of features: \(reason); make it again")
    }
    guard let format = index.metadata["format"], format.hasPrefix("feature-index-") else {
      throw FileError(.damaged, "\(path) holds tensors, but is no index of features; make one of the images")
    }
    guard format == Self.format else {
      throw damaged("it is of the format \(format), and \(Self.format) is read")
    }
    func entry(_ name: String, _ dtype: DType, dimensions: Int) throws -> SafetensorsIndex.Entry {
      guard let entry = index.entries[name], entry.dtype == dtype, entry.shape.count == dimensions else {
        throw damaged("\(name) is missing or of another type")
      }
      return entry
    }
    let features = try entry("features", .float32, dimensions: 2)
    (count, dimension) = (features.shape[0], features.shape[1])
    guard count > 0, dimension > 0 else { throw damaged("it holds no features: their shape is \(features.shape)") }
    guard features.bytes.lowerBound % MemoryLayout<Float>.alignment == 0 else {
      throw damaged("its features do not begin at a multiple of 4 bytes")
    }
    guard count <= Int(Int32.max) else { throw damaged("it has more than \(Int32.max) rows") }
    let (names, ends) = (try entry("names", .uint8, dimensions: 1), try entry("name_ends", .int64, dimensions: 1))
    guard ends.shape[0] == count else { throw damaged("it has \(count) rows and \(ends.shape[0]) names") }
    guard let kind = index.metadata["kind"], let fingerprint = index.metadata["fingerprint"], !fingerprint.isEmpty
    else {
      throw damaged("it does not tell what its features are, or by which model")
    }
    (self.kind, self.fingerprint) = (kind, fingerprint)
    origin = FeatureOrigin.parse(index.metadata[FeatureOrigin.key], images: count, dimension: dimension)
    (self.file, featureBytes, nameBytes, nameEnds) = (file, features.bytes, names.bytes, ends.bytes)
    guard index.entries["labels"] != nil else {
      (labels, classNames) = (nil, [])
      try requireNames(damaged)
      return
    }
    let labels = try entry("labels", .int64, dimensions: 1)
    guard labels.shape[0] == count else { throw damaged("it has \(count) rows and \(labels.shape[0]) labels") }
    guard let text = index.metadata["classes"],
      let classes = try? JSONDecoder().decode([String].self, from: Data(text.utf8))
    else { throw damaged("the names of its classes cannot be read") }
    (self.labels, classNames) = (labels.bytes, classes)
    try requireNames(damaged)
    // Classes may have numbers only.
    let most = classes.isEmpty ? Int(Int32.max) : classes.count
    guard (0..<count).allSatisfy({ (0..<most).contains(number($0, in: labels.bytes)) }) else {
      throw damaged("it holds a label of no class")
    }
  }

  private func requireNames(_ damaged: (String) -> FileError) throws {
    var last = 0
    for row in 0..<count {
      let end = number(row, in: nameEnds)
      guard end >= last, end <= nameBytes.count else { throw damaged("the name of row \(row) does not lie in it") }
      last = end
    }
    guard last == nameBytes.count else { throw damaged("its names are longer than their places") }
  }

  private func number(_ row: Int, in bytes: Range<Int>) -> Int {
    Int(Int64(littleEndian: file.bytes.loadUnaligned(fromByteOffset: bytes.lowerBound + 8 * row, as: Int64.self)))
  }

  /// The name of the image of a row.
  public func name(at row: Int) -> String {
    let start = nameBytes.lowerBound + (row == 0 ? 0 : number(row - 1, in: nameEnds))
    let end = nameBytes.lowerBound + number(row, in: nameEnds)
    return String(decoding: file.bytes[start..<end], as: UTF8.self)
  }

  /// The size of the file.
  public var sizeBytes: Int { file.bytes.count }

  /// The names of all rows.
  public var names: [String] { (0..<count).map(name) }

  /// The class of a row by number; nil without classes.
  public func label(at row: Int) -> Int? { labels.map { number(row, in: $0) } }

  /// The rows of some names, the first of each.
  public func rows(named names: Set<String>) -> [String: Int] {
    var found: [String: Int] = [:]
    for row in 0..<count where found.count < names.count {
      let name = name(at: row)
      if names.contains(name), found[name] == nil { found[name] = row }
    }
    return found
  }

  /// The features `[N, D]` as they lie in the file: without a copy, and not to be written to.
  ///
  /// - Throws: `TorchError` if libtorch fails.
  public func features() throws -> Tensor {
    try Tensor.borrowing(
      UnsafeRawBufferPointer(rebasing: file.bytes[featureBytes]), shape: [count, dimension], dtype: .float32,
      owner: file)
  }

  /// Lends rows of features to `body`, row after row.
  public func withRows<Result>(
    _ rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of an index of \(count)")
    let values = UnsafeRawBufferPointer(rebasing: file.bytes[featureBytes]).bindMemory(to: Float.self)
    return try body(
      UnsafeBufferPointer(rebasing: values[(rows.lowerBound * dimension)..<(rows.upperBound * dimension)]))
  }
}
