import Augmentation
import Images

/// Some images of another data set, under the same class names.
public struct Subset: ImageDataset {
  /// The data set that the images come from.
  public let base: any ImageDataset
  /// The position in `base` of each image.
  public let indices: [Int]
  /// That of the base, without the images that are left out; nil if `indices` are not in ascending order.
  public let storage: StorageLayout?

  /// Takes the images `indices` of `base`, in that order.
  public init(_ base: any ImageDataset, indices: [Int]) {
    precondition(indices.allSatisfy { (0..<base.count).contains($0) }, "a subset's indices are those of its base")
    self.base = base
    self.indices = indices
    storage = base.storage.flatMap { Self.storage($0, of: indices) }
  }

  public var count: Int { indices.count }
  public var channels: Int { base.channels }
  public var keptBytes: Int { base.keptBytes * count / max(base.count, 1) }
  public var classNames: [String] { base.classNames }
  public func label(at index: Int) -> Int? { base.label(at: indices[index]) }
  public func name(at index: Int) -> String { base.name(at: indices[index]) }
  public func source(at index: Int) throws(DatasetError) -> ImageSource { try base.source(at: indices[index]) }
  public func fileBytes(at index: Int) throws(DatasetError) -> [UInt8]? { try base.fileBytes(at: indices[index]) }
  public func willNeed(_ wanted: [Int]) { base.willNeed(wanted.map { indices[$0] }) }
  public func sourceFiles(of wanted: [Int]) throws(DatasetError) -> [SourceFile]? {
    try base.sourceFiles(of: wanted.map { indices[$0] })
  }

  private static func storage(_ layout: StorageLayout, of indices: [Int]) -> StorageLayout? {
    guard zip(indices, indices.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    var start = 0
    let runs = layout.runs.compactMap { run -> Range<Int>? in
      let end = indices[start...].firstIndex { $0 >= run.upperBound } ?? indices.count
      defer { start = end }
      return start < end ? start..<end : nil
    }
    return StorageLayout(runs: runs, bufferCount: layout.bufferCount)
  }
}
