import Augmentation
import Images

/// Some images of another data set, under the same class names.
public struct Subset: ImageDataset {
  /// The data set that the images come from.
  public let base: any ImageDataset
  /// The position in `base` of each image.
  public let indices: [Int]

  /// Takes the images `indices` of `base`, in that order.
  public init(_ base: any ImageDataset, indices: [Int]) {
    precondition(indices.allSatisfy { (0..<base.count).contains($0) }, "a subset's indices are those of its base")
    self.base = base
    self.indices = indices
  }

  public var count: Int { indices.count }
  public var channels: Int { base.channels }
  public var classNames: [String] { base.classNames }
  public func label(at index: Int) -> Int? { base.label(at: indices[index]) }
  public func name(at index: Int) -> String { base.name(at: indices[index]) }
  public func source(at index: Int) throws(DatasetError) -> ImageSource { try base.source(at: indices[index]) }
}
