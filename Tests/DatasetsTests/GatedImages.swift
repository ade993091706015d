import Augmentation
import Foundation
import Images
import Synchronization

@testable import Datasets

/// A data set in which one image cannot be read until someone opens the gate.
final class GatedImages: ImageDataset {
  private let base: SyntheticImages
  private let gatedIndex: Int
  private let gate = DispatchSemaphore(value: 0)
  private let reads = Atomic<Int>(0)

  init(_ base: SyntheticImages, gatedIndex: Int) {
    self.base = base
    self.gatedIndex = gatedIndex
  }

  /// How many images have been read.
  var readCount: Int { reads.load(ordering: .acquiring) }

  /// Lets the image through.
  func open() { gate.signal() }

  var count: Int { base.count }
  var channels: Int { base.channels }
  var classNames: [String] { base.classNames }
  func label(at index: Int) -> Int? { base.label(at: index) }
  func name(at index: Int) -> String { base.name(at: index) }

  func source(at index: Int) throws(DatasetError) -> ImageSource {
    if index == gatedIndex { gate.wait() }
    let source = try base.source(at: index)
    reads.add(1, ordering: .releasing)
    return source
  }
}
