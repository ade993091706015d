/// One file in the format of the MNIST data sets: a magic number, big-endian extents, then bytes.
///
/// See http://yann.lecun.com/exdb/mnist: the magic number is 0, 0, the type (8 for bytes) and the number of dimensions.
struct IDXFile {
  /// The extent of each dimension.
  let shape: [Int]
  /// `shape.reduce(1, *)` values.
  let bytes: [UInt8]

  /// Reads the file at `path`, through gzip if its name ends in `.gz`, which must have `dimensions` dimensions.
  init(path: String, dimensions: Int) throws(DatasetError) {
    let contents = try FileReader.read(path)
    let headerSize = 4 + 4 * dimensions
    if path.hasSuffix(".gz") {
      guard !contents.starts(with: [0, 0, 8]) else {
        throw DatasetError(.badData, "\(path) is not gzipped; take .gz off its name")
      }
      let gzip = try Gzip(contents, name: path)
      shape = try Self.shape(header: try gzip.read(headerSize), dimensions: dimensions, path: path)
      let limit = Gzip.largestSize(compressedSize: contents.count)
      let size = try Self.size(of: shape, limit: limit, path: path)
      bytes = try gzip.read(size)
      // Reading on verifies the check sum, which stands behind the last byte.
      guard bytes.count == size, try gzip.read(1).isEmpty else { throw Self.wrongSize(path) }
    } else {
      shape = try Self.shape(header: Array(contents.prefix(headerSize)), dimensions: dimensions, path: path)
      let size = try Self.size(of: shape, limit: contents.count, path: path)
      guard contents.count == headerSize + size else { throw Self.wrongSize(path) }
      bytes = Array(contents[headerSize...])
    }
  }

  /// The extents that the header of the file at `path` has, which is all that is read of it.
  ///
  /// - Throws: As ``init(path:dimensions:)``, for the header.
  static func shape(path: String, dimensions: Int) throws(DatasetError) -> [Int] {
    let headerSize = 4 + 4 * dimensions
    // More than the header of a gzip file, with the name in it, and the few bytes.
    let beginning = try FileReader.beginning(path, count: 1 << 14)
    guard path.hasSuffix(".gz"), !beginning.starts(with: [0, 0, 8]) else {
      return try shape(header: Array(beginning.prefix(headerSize)), dimensions: dimensions, path: path)
    }
    return try shape(header: Gzip(beginning, name: path).read(headerSize), dimensions: dimensions, path: path)
  }

  private static func shape(header: [UInt8], dimensions: Int, path: String) throws(DatasetError) -> [Int] {
    guard header.count == 4 + 4 * dimensions else {
      throw DatasetError(.badData, "\(path) is too short for an IDX file; get the file again")
    }
    if header[0] == 0x1F, header[1] == 0x8B {
      throw DatasetError(.badData, "\(path) is gzipped; let its name end in .gz, or unpack it (gunzip)")
    }
    if header[..<3] == [0, 0, 8], header[3] == (dimensions == 3 ? 1 : 3) {
      throw DatasetError(
        .badData,
        dimensions == 3
          ? "\(path) holds labels instead of images; give it the name of its kind (…-labels-idx1-ubyte)"
          : "\(path) holds images instead of labels; give it the name of its kind (…-images-idx3-ubyte)")
    }
    guard header[0] == 0, header[1] == 0, header[2] == 8, header[3] == UInt8(dimensions) else {
      let magic = header.prefix(4).map { String($0) }.joined(separator: " ")
      throw DatasetError(
        .badData,
        "\(path) begins with \(magic) instead of 0 0 8 \(dimensions), so it is no such IDX file; get the right file")
    }
    return (1...dimensions).map { position in
      header[(4 * position)..<(4 * position + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
  }

  /// The product of `shape`, which must lie in `1...limit`.
  private static func size(of shape: [Int], limit: Int, path: String) throws(DatasetError) -> Int {
    var size = 1
    for extent in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow, extent > 0, product <= limit else {
        let text = shape.map { String($0) }.joined(separator: " × ")
        throw DatasetError(.badData, "\(path) promises \(text) values, which it cannot hold; get the file again")
      }
      size = product
    }
    return size
  }

  private static func wrongSize(_ path: String) -> DatasetError {
    DatasetError(.badData, "\(path) is shorter or longer than its header says; get the file again")
  }
}
