extension BMPFile {
  /// Decodes runs of pixels (RLE8, RLE4) and keeps those of `part` as RGB.
  ///
  /// Pixels that a file jumps over, or that are missing at the end of a row, have the palette's first colour. A file that
  /// ends before its last row is damaged; the mark of its end may be missing.
  ///
  /// - Throws: `ImageError`.
  func readRuns(
    _ bytes: UnsafeRawBufferPointer, part: PixelRegion, into target: UnsafeMutablePointer<UInt8>
  ) throws {
    let background = try colour(0)
    for i in 0..<(part.width * part.height) {
      (target[3 * i], target[3 * i + 1], target[3 * i + 2]) = background
    }
    var offset = pixelOffset
    var (x, y) = (0, 0)
    var isEarly: ImageError {
      ImageError(.damaged, "a BMP file that ends early: \(100 * y / size.height) % of its rows are there")
    }
    func byte() throws -> Int {
      guard offset < bytes.count else { throw isEarly }
      defer { offset += 1 }
      return Int(bytes[offset])
    }
    func put(_ count: Int, _ entries: (Int) -> Int) throws {
      guard count <= size.width - x else { throw ImageError(.damaged, "a BMP file with a run beyond the end of a row") }
      let row = mirrored(y) - part.y
      for i in 0..<count {
        // Looked up for every pixel, so that a file is damaged whichever region is wanted.
        let value = try colour(entries(i))
        let column = x + i - part.x
        guard (0..<part.height).contains(row) && (0..<part.width).contains(column) else { continue }
        let write = target + 3 * (row * part.width + column)
        (write[0], write[1], write[2]) = value
      }
      x += count
    }
    /// The `i`-th entry of bytes that begin at `start`: two in each, or one.
    func entry(_ i: Int, at start: Int) -> Int {
      guard bitsPerPixel == 4 else { return Int(bytes[start + i]) }
      return Int(bytes[start + i / 2]) >> (i % 2 == 0 ? 4 : 0) & 15
    }

    while y < size.height {
      if offset == bytes.count && y == size.height - 1 && x == size.width { return }
      let first = try byte()
      let second = try byte()
      switch (first, second) {
      case (0, 0): (x, y) = (0, y + 1)
      case (0, 1):
        guard y == size.height - 1 && x > 0 else { throw isEarly }
        return
      case (0, 2):
        x += try byte()
        y += try byte()
        guard x <= size.width && y < size.height else {
          throw ImageError(.damaged, "a BMP file with a jump out of the picture")
        }
      case (0, let count):
        // Single pixels, filled up to whole 16-bit words.
        let start = offset
        let length = bitsPerPixel == 4 ? (count + 1) / 2 : count
        guard length + length % 2 <= bytes.count - start || length == bytes.count - start else { throw isEarly }
        try put(count) { entry($0, at: start) }
        offset = min(start + length + length % 2, bytes.count)
      case (let count, _):
        // The second byte over and over; of 4 bits, its halves in turn.
        try put(count) { bitsPerPixel == 4 ? second >> ($0 % 2 == 0 ? 4 : 0) & 15 : second }
      }
    }
  }
}
