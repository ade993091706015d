/// The header of a BMP file, read and checked.
struct BMPFile {
  /// How many bits of a pixel hold a channel, and where.
  struct Channel {
    let shift: UInt32
    let maximum: UInt32

    /// Takes a mask of adjacent bits apart.
    init(mask: UInt32) throws {
      guard mask != 0 else { throw ImageError(.damaged, "a BMP file with an empty colour mask") }
      shift = UInt32(mask.trailingZeroBitCount)
      maximum = mask >> shift
      guard maximum & (maximum &+ 1) == 0 else { throw ImageError(.damaged, "a BMP file with a torn colour mask") }
    }

    /// The channel's value in 0…255.
    func value(_ pixel: UInt32) -> UInt8 {
      let bits = UInt64(pixel >> shift & maximum)
      return UInt8(bits * 255 / UInt64(maximum))
    }
  }

  let size: PixelSize
  let isTopDown: Bool
  let bitsPerPixel: Int
  /// Whether runs of equal pixels are stored in place of rows (RLE8, RLE4).
  let hasRuns: Bool
  /// Red, green, blue; for 16 and 32 bits per pixel.
  let masks: [Channel]
  /// Red, green, blue of each entry; for 1, 4 and 8 bits per pixel.
  let palette: [(UInt8, UInt8, UInt8)]
  /// Where the rows start.
  let pixelOffset: Int

  /// The distance between two rows.
  var bytesPerRow: Int { (size.width * bitsPerPixel + 31) / 32 * 4 }

  init(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws {
    func number(_ offset: Int, _ count: Int) throws -> Int {
      guard offset >= 0 && offset <= bytes.count - count else {
        throw ImageError(.damaged, "a BMP file that ends early")
      }
      return (0..<count).reversed().reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
    }
    func signed(_ offset: Int) throws -> Int { Int(Int32(truncatingIfNeeded: try number(offset, 4))) }

    pixelOffset = try number(10, 4)
    let headerSize = try number(14, 4)
    let isOld = headerSize == 12
    guard isOld || (headerSize >= 40 && headerSize <= 124) else {
      throw ImageError(.unsupportedFormat, "a BMP file with a header of \(headerSize) bytes")
    }
    let height = isOld ? try number(20, 2) : try signed(22)
    size = PixelSize(width: isOld ? try number(18, 2) : try signed(18), height: abs(height))
    isTopDown = height < 0
    bitsPerPixel = try number(isOld ? 24 : 28, 2)
    let compression = isOld ? 0 : try number(30, 4)
    try limits.check(width: size.width, height: size.height)
    guard [1, 4, 8, 16, 24, 32].contains(bitsPerPixel) else {
      throw ImageError(.unsupportedFormat, "a BMP file with \(bitsPerPixel) bits per pixel")
    }
    // In OS/2's header of 64 bytes the numbers from 3 on mean other things.
    let hasMasks = (compression == 3 && headerSize != 64) || compression == 6
    hasRuns = (compression == 1 && bitsPerPixel == 8) || (compression == 2 && bitsPerPixel == 4)
    guard compression == 0 || hasRuns || (hasMasks && (bitsPerPixel == 16 || bitsPerPixel == 32)) else {
      throw ImageError(
        .unsupportedFormat,
        "a BMP file with compression \(compression) of \(bitsPerPixel) bits per pixel; convert it to PNG")
    }

    if hasMasks {
      masks = try (0..<3).map { try Channel(mask: UInt32(truncatingIfNeeded: try number(54 + 4 * $0, 4))) }
    } else if bitsPerPixel == 16 {
      masks = try [0x7C00, 0x03E0, 0x001F].map { try Channel(mask: $0) }
    } else {
      masks = try [0xFF_0000, 0xFF00, 0xFF].map { try Channel(mask: $0) }
    }

    if bitsPerPixel <= 8 {
      let most = 1 << bitsPerPixel
      let stated = isOld ? 0 : try number(46, 4)
      let count = stated == 0 ? most : min(stated, most)
      let entrySize = isOld ? 3 : 4
      palette = try (0..<count).map { entry in
        let offset = 14 + headerSize + entrySize * entry
        return (
          UInt8(try number(offset + 2, 1)), UInt8(try number(offset + 1, 1)), UInt8(try number(offset, 1))
        )
      }
    } else {
      palette = []
    }
    // Both factors are within the limits, so the product cannot overflow. Runs are checked as they are read.
    guard pixelOffset <= bytes.count, hasRuns || bytesPerRow * size.height <= bytes.count - pixelOffset else {
      throw ImageError(.damaged, "a BMP file that ends early")
    }
  }
}
