import CImageKernels

extension ImageDecoder {
  /// Decodes the rows and columns of a BMP file that a region needs.
  func decodeBMP(
    _ bytes: UnsafeRawBufferPointer, _ file: BMPFile, _ request: RegionRequest, channels: Int
  ) throws -> DecodedRegion {
    let part = request.region
    let pixels = buffer.reserve(part.width * part.height * 3)
    if file.hasRuns {
      try file.readRuns(bytes, part: part, into: pixels)
    } else {
      for y in 0..<part.height {
        let start = file.pixelOffset + file.mirrored(part.y + y) * file.bytesPerRow
        let source = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + file.bytesPerRow)])
        try file.read(source, columns: part.x..<(part.x + part.width), into: pixels + y * part.width * 3)
      }
    }
    if channels == 1 { cik_luminance_interleaved(pixels, part.width * part.height, pixels) }
    return region(pixels, stored: part, of: file.size, .upright, channels: channels, shrink: 1)
  }
}

extension BMPFile {
  /// The stored row of a row of the picture, or the other way round.
  func mirrored(_ row: Int) -> Int { isTopDown ? row : size.height - 1 - row }

  /// Looks up red, green and blue.
  func colour(_ entry: Int) throws -> (UInt8, UInt8, UInt8) {
    guard entry < palette.count else {
      throw ImageError(.damaged, "a BMP file with a colour outside its palette")
    }
    return palette[entry]
  }

  /// Decodes some columns of a row to RGB.
  fileprivate func read(
    _ row: UnsafeRawBufferPointer, columns: Range<Int>, into target: UnsafeMutablePointer<UInt8>
  ) throws {
    var write = target
    for x in columns {
      switch bitsPerPixel {
      case 24:
        write[0] = row[3 * x + 2]
        write[1] = row[3 * x + 1]
        write[2] = row[3 * x]
      case 16, 32:
        let size = bitsPerPixel / 8
        let pixel = (0..<size).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(row[x * size + $1]) }
        for c in 0..<3 { write[c] = masks[c].value(pixel) }
      default:
        let perByte = 8 / bitsPerPixel
        let shift = 8 - bitsPerPixel * (x % perByte + 1)
        let entry = Int(row[x / perByte]) >> shift & ((1 << bitsPerPixel) - 1)
        (write[0], write[1], write[2]) = try colour(entry)
      }
      write += 3
    }
  }
}
