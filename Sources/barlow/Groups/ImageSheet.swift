import Datasets
import Evaluation
import Formatting
import Images
import Reporting

/// A picture of some images of a data set, one after the other, captions below.
struct ImageSheet {
  /// An image of the sheet.
  struct Entry {
    let row: Int
    let caption: String
    var isMarked = false
  }

  /// The most images of a sheet.
  static let largestCount = 48
  private static let columns = 8

  private let data: FeatureData
  private let images: SearchedImages
  private let typeface: Typeface

  init(_ data: FeatureData, _ options: ModelOptions, _ typeface: Typeface) {
    self.data = data
    self.typeface = typeface
    images = SearchedImages(
      data.dataset, onBadImage: options.features.options.onBadImage, valueRange: options.valueRange
    ) { Terminal.error("skipped: \($0)") }
  }

  /// The picture as a PNG file.
  func encoded(_ entries: [Entry], title: PictureTitle) throws -> [UInt8] {
    let shown = entries.prefix(Self.largestCount)
    let cells = try shown.map { entry in
      try Interruption.check()
      let index = data.indices[entry.row]
      let label = data.dataset.label(at: index).map { [data.className($0)] } ?? []
      return NeighborSheet.Cell(
        image: try images.image(at: index), caption: [entry.caption] + label + [data.dataset.name(at: index)],
        isMarked: entry.isMarked)
    }
    let rows = stride(from: 0, to: cells.count, by: Self.columns).map {
      Array(cells[$0..<min($0 + Self.columns, cells.count)])
    }
    return Array(
      try encodePNG(NeighborSheet(title: title, rows: rows, typeface: typeface, hasQueries: false).draw()))
  }
}
