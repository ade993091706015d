import Datasets
import FeatureTestSupport
import Images

/// Pictures of three colours with names of a test's own.
struct NamedPictures: ImageDataset {
  /// Names that would do something on a page that does not escape them.
  static let hostile = "</script><img src=x onerror=\"window.injected=1\">&amp;'\u{202E}.png"

  let names: [String]
  let labels: [Int?]
  let classNames: [String]
  private let pictures: PictureSet

  /// Pictures named `picture-0`, …; the first has a hostile name, and the first class too.
  init(labels: [Int?], bad: Set<Int> = []) {
    names = labels.indices.map { $0 == 0 ? Self.hostile : "picture-\($0)" }
    self.labels = labels
    classNames = labels.contains { $0 != nil } ? [Self.hostile, "green", "blue"] : []
    pictures = PictureSet(count: labels.count, bad: bad)
  }

  var count: Int { names.count }
  var channels: Int { 3 }
  func label(at index: Int) -> Int? { labels[index] }
  func name(at index: Int) -> String { names[index] }
  func source(at index: Int) throws(DatasetError) -> ImageSource { try pictures.source(at: index) }
}
