import Evaluation
import Images

/// Small pictures of any shape side by side in one image, each in the upper left corner of its cell.
struct SpriteSheet: Equatable {
  /// The most pictures of a sheet.
  static let largestCount = 256
  /// The number of cells in a row.
  static let columns = 16
  /// Cells are of whole blocks of JPEG, so that no picture runs into the next.
  private static let block = 8

  /// The side of a cell.
  let cell: Int
  /// The width and height of each picture.
  let sizes: [UInt8]
  /// The sheet.
  let image: Image

  /// A sheet of at most ``largestCount`` pictures, with sides of at most 255 pixels.
  ///
  /// - Parameter pictures: The pictures, all with the same number of channels; nil is grey.
  init(_ pictures: [Image?]) {
    let longest = pictures.reduce(Self.block) { max($0, $1?.width ?? 0, $1?.height ?? 0) }
    precondition(pictures.count <= Self.largestCount && longest <= 255, "a sheet of small pictures")
    let channels = pictures.lazy.compactMap { $0?.channels }.first ?? 3
    let missing = Image(
      width: longest, height: longest, channels: channels,
      pixels: Array(repeating: 160, count: longest * longest * channels))
    let all = pictures.map { $0 ?? missing }
    cell = (longest + Self.block - 1) / Self.block * Self.block
    sizes = all.flatMap { [UInt8($0.width), UInt8($0.height)] }
    let side = cell
    let (columns, rows) = (min(Self.columns, max(all.count, 1)), (all.count + Self.columns - 1) / Self.columns)
    let bytesPerRow = columns * side * channels
    let pixels = [UInt8](unsafeUninitializedCapacity: bytesPerRow * max(rows, 1) * side) { pixels, filled in
      filled = pixels.count
      pixels.initialize(repeating: 160)
      for (number, picture) in all.enumerated() {
        let corner = number / Self.columns * side * bytesPerRow + number % Self.columns * side * channels
        let width = picture.width * channels
        picture.pixels.withUnsafeBufferPointer { source in
          for y in 0..<side {
            // What a cell has beside its picture repeats its edge, so that the edge stays sharp.
            let from = min(y, picture.height - 1) * width
            let to = corner + y * bytesPerRow
            for x in 0..<(side * channels) {
              pixels[to + x] = source[from + (x < width ? x : width - channels + x % channels)]
            }
          }
        }
      }
    }
    image = Image(width: columns * side, height: max(rows, 1) * side, channels: channels, pixels: pixels)
  }
}
