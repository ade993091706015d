import CImageKernels

extension ImageDecoder {
  /// Decodes the blocks of a JPEG file that a region needs, at the scale that the request allows.
  func decodeJPEG(
    _ bytes: UnsafeRawBufferPointer, _ reader: JPEGReader, _ header: JPEGReader.Header, _ request: RegionRequest,
    channels: Int
  ) throws -> DecodedRegion {
    // What is shrunk in any case is the image, of which the request speaks.
    let shrink = min(request.shrink, 8 / header.shrink)
    let orientation = header.orientation
    let stored = header.stored
    let scaled = stored.divided(by: shrink)
    let wanted = orientation.stored(request.region, upright: orientation.upright(stored))
    let columns = JPEGRange(wanted.x, wanted.width, shrink: shrink, count: scaled.width)
    let rows = JPEGRange(wanted.y, wanted.height, shrink: shrink, count: scaled.height)

    let line = try reader.start(shrink: shrink * header.shrink, x: columns.first, width: columns.count)
    let count = line.width * rows.count
    let pixels = buffer.reserve(count * line.channels)
    // A file without its end mark is read to the end, so that missing rows are found whichever region is wanted.
    let whole = !hasEndMark(bytes, after: header.byteCount)
    if whole && !limits.toleratesDamage && bytes.suffix(64).allSatisfy({ $0 == 0 }) {
      // Zeros decode to some pixels, so that the codec would not notice.
      throw ImageError(.damaged, "a JPEG file that ends in zeros, as downloads that were broken off do")
    }
    try reader.readRows(
      y: rows.first, height: rows.count, whole: whole, tolerant: limits.toleratesDamage, into: pixels)

    var fileChannels = line.channels
    if fileChannels == 4 {
      cik_inverted_cmyk_to_rgb(pixels, count, pixels)
      fileChannels = 3
    }
    if fileChannels == 3 && channels == 1 {
      cik_luminance_interleaved(pixels, count, pixels)
      fileChannels = 1
    }
    return region(
      pixels, stored: PixelRegion(x: line.x, y: rows.first, width: line.width, height: rows.count), of: stored,
      orientation, channels: fileChannels, shrink: shrink)
  }

  private func hasEndMark(_ bytes: UnsafeRawBufferPointer, after start: Int) -> Bool {
    var i = bytes.count - 2
    while i >= start {
      if bytes[i] == 0xFF && bytes[i + 1] == 0xD9 { return true }
      i -= 1
    }
    return false
  }

  /// Turns decoded pixels upright and says where they lie.
  func region(
    _ pixels: UnsafeMutablePointer<UInt8>, stored: PixelRegion, of size: PixelSize, _ orientation: Orientation,
    channels: Int, shrink: Int
  ) -> DecodedRegion {
    guard orientation != .upright else {
      return DecodedRegion(
        pixels: UnsafePointer(pixels), bytesPerRow: stored.width * channels, channels: channels, width: stored.width,
        height: stored.height, shrink: shrink, originX: Double(stored.x), originY: Double(stored.y))
    }
    let storedSize = PixelSize(width: stored.width, height: stored.height)
    let upright = orientation.upright(storedSize)
    let target = uprightBuffer.reserve(stored.width * stored.height * channels)
    orientation.apply(
      pixels, bytesPerRow: stored.width * channels, size: storedSize, channels: channels, into: target)
    // Counted from the far end, the region starts where it ended. The whole image's size over `shrink` may be a
    // fraction: its last shrunk column and row stand for fewer pixels.
    let whole = orientation.upright(size)
    let along = orientation.swapsAxes ? (stored.y, stored.height) : (stored.x, stored.width)
    let down = orientation.swapsAxes ? (stored.x, stored.width) : (stored.y, stored.height)
    let originX =
      orientation.reversesX ? Double(whole.width) / Double(shrink) - Double(along.0 + along.1) : Double(along.0)
    let originY =
      orientation.reversesY ? Double(whole.height) / Double(shrink) - Double(down.0 + down.1) : Double(down.0)
    return DecodedRegion(
      pixels: UnsafePointer(target), bytesPerRow: upright.width * channels, channels: channels, width: upright.width,
      height: upright.height, shrink: shrink, originX: originX, originY: originY)
  }
}
