import Images

/// Small square pictures side by side in one image, which a page shows parts of.
package struct ThumbnailSheet: Sendable {
  /// The number of pictures in a row.
  package let columns: Int
  /// The side of each picture in pixels.
  package let cellSize: Int
  /// The pictures, all square, of the same size and with the same number of channels.
  package let pictures: [Image]

  /// A sheet of pictures whose side is `cellSize`.
  package init(_ pictures: [Image], cellSize: Int) {
    precondition(
      pictures.allSatisfy {
        $0.width == cellSize && $0.height == cellSize && $0.channels == pictures[0].channels
      }, "the pictures of a sheet are squares of one size")
    self.pictures = pictures
    self.cellSize = cellSize
    columns = max(1, Int(Double(pictures.count).squareRoot().rounded(.up)))
  }

  /// The number of rows.
  package var rows: Int { (pictures.count + columns - 1) / columns }

  /// The whole sheet; nil without any picture.
  package var image: Image? {
    guard let first = pictures.first else { return nil }
    let channels = first.channels
    let rowBytes = columns * cellSize * channels
    var pixels = [UInt8](repeating: 0, count: rowBytes * rows * cellSize)
    for (number, picture) in pictures.enumerated() {
      let start = number / columns * cellSize * rowBytes + number % columns * cellSize * channels
      for y in 0..<cellSize {
        let line = picture.pixels[(y * cellSize * channels)..<((y + 1) * cellSize * channels)]
        pixels.replaceSubrange((start + y * rowBytes)..<(start + y * rowBytes + line.count), with: line)
      }
    }
    return Image(width: columns * cellSize, height: rows * cellSize, channels: channels, pixels: pixels)
  }

  /// The sheet as an address; empty without any picture.
  ///
  /// - Throws: `ImageError` when memory is short.
  package func dataAddress() throws -> String { try image?.photographAddress() ?? "" }
}
