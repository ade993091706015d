import Clustering
import Datasets
import Evaluation
import Files
import Formatting
import Foundation
import Images
import Reporting
import Torch

/// A page of a gallery: one file that needs no other, with a map to move about in, small pictures, filters and neighbours.
///
/// It is written piece by piece: as many sheets of pictures are in memory at a time as there are threads.
public struct GalleryPage {
  /// What was written.
  public struct Summary: Sendable, Equatable {
    /// The size of the file.
    public let sizeBytes: Int
    /// The number of sheets of small pictures.
    public let sheets: Int
    /// The images that could not be read, and are grey.
    public let unreadable: [String]
  }

  /// The heading.
  public var title = "Gallery"
  /// A line about what is shown.
  public var subtitle = ""
  /// Where each row's file lies, seen from the page; nil for a row without a file of its own.
  public var links: (_ row: Int) -> String? = { _ in nil }

  let gallery: Gallery
  let images: GalleryImages
  private static let quality = 80

  /// The page of a gallery.
  ///
  /// - Parameters:
  ///   - gallery: What is shown.
  ///   - images: The images of its rows.
  public init(_ gallery: Gallery, of images: GalleryImages) {
    precondition(gallery.labels.count == images.indices.count, "a row for each image")
    precondition(GalleryImages.thumbnailSides.contains(images.thumbnailSide), "small pictures")
    self.gallery = gallery
    self.images = images
  }

  /// Writes the page; the file appears whole or not at all.
  ///
  /// - Parameters:
  ///   - path: Where.
  ///   - threads: The number of threads that read images.
  ///   - report: Told of each image that cannot be read and is grey.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Returns: What was written.
  /// - Throws: `DatasetError` for an image that cannot be read, unless that is to be skipped; `FileError` if the file cannot be written;
  ///   what `progress` throws.
  @discardableResult public func write(
    to path: String, threads: Int = Runtime.threadCount, report: (_ description: String) -> Void = { _ in },
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> Summary {
    var (sizeBytes, sheets, unreadable) = (0, 0, [String]())
    try AtomicFile.write(to: path) { append in
      func put(_ html: HTML) throws {
        var text = html.text
        sizeBytes += text.utf8.count
        try text.withUTF8 { try append(UnsafeRawBufferPointer($0)) }
      }
      let frame = PageFrame(title: title)
      let order = MapOrder.rows(gallery.map.places)
      try put(frame.opening(styles: [PackageResources.gallery_css]))
      try put(content)
      try put("<script type=\"application/json\" id=\"gallery-data\">\(try data(order: order))</script>\n")
      try RowBlocks(threads: threads).forEach(order.count, rowsPerBlock: SpriteSheet.largestCount) { places in
        try sheet(order[places])
      } combine: { places, sheet in
        for failure in sheet.failures { report(failure.description) }
        unreadable += sheet.failures.map(\.name)
        sheets += 1
        try put(sheet.html)
        try progress(WorkProgress("pictures", done: places.upperBound, of: order.count))
      }
      for script in [PackageResources.sheets_js, PackageResources.map_js, PackageResources.gallery_js] {
        try put(frame.script(script))
      }
      try put(frame.closing)
    }
    return Summary(sizeBytes: sizeBytes, sheets: sheets, unreadable: unreadable)
  }

  /// The sheet of some rows, as an element that a browser does nothing with before the script asks.
  private func sheet(_ rows: ArraySlice<Int>) throws -> (html: HTML, failures: [(name: String, description: String)]) {
    let painter = Thumbnail(channels: images.dataset.channels, valueRange: images.valueRange)
    var failures: [(name: String, description: String)] = []
    let pictures = try rows.map { row -> Image? in
      switch try images.picture(row, by: painter) {
      case .success(let image): return image
      case .failure(let error):
        failures.append((images.name(row), error.description))
        return nil
      }
    }
    let sheet = SpriteSheet(pictures)
    let file = Data(try encodeJPEG(sheet.image, quality: Self.quality)).base64EncodedString()
    let html: HTML = """
      <script type="text/plain" class="sheet" data-cell="\(sheet.cell)" data-sizes="\(PackedNumbers.text(sheet.sizes))">\(file)</script>

      """
    return (html, failures)
  }
}
