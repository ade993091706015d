import CFeatureKernels
import Files
import Foundation

/// Features `[N, D]` of unit length, in memory, or where they are large in a file without a name that is mapped into it.
///
/// So the system keeps of them what it has room for, and the file is gone with the table, however the process ends. A row of zeros has no
/// direction and stays as it is.
// Written by the initializer alone, before anyone else can have the object; from then on it is only read.
public final class FeatureTable: FeatureRows, @unchecked Sendable {
  public let count: Int
  public let dimension: Int
  private let bytes: UnsafeMutableRawBufferPointer

  /// Tables of up to so many bytes need no file: 64 MiB.
  private static let mostBytesInMemory = 64 << 20

  /// A table of the rows that `fill` appends.
  ///
  /// - Parameters:
  ///   - count: The number of rows N.
  ///   - dimension: The number of features D.
  ///   - folder: Where the file is made; nil for the system's folder for temporary files.
  ///   - name: The name of a row's image, for errors.
  ///   - fill: Appends all rows in order, any number at a time.
  /// - Throws: ``ClusteringError`` that names the first image with a value that is not finite; `FileError` if there is no room; what
  ///   `fill` throws.
  public init(
    count: Int, dimension: Int, in folder: String? = nil, name: @escaping (Int) -> String = { "row \($0)" },
    fill: (_ append: (UnsafeBufferPointer<Float>) throws -> Void) throws -> Void
  ) throws {
    guard count > 0, dimension > 0 else {
      throw ClusteringError(.badData, "there are no features: \(count) images of \(dimension) each")
    }
    (self.count, self.dimension) = (count, dimension)
    bytes = try Self.map(byteCount: 4 * count * dimension, in: folder ?? NSTemporaryDirectory())
    let values = bytes.bindMemory(to: Float.self)
    var rows = 0
    try fill { piece in
      let pieceRows = piece.count / dimension
      precondition(piece.count == pieceRows * dimension && rows + pieceRows <= count, "rows that do not fit the table")
      guard let base = values.baseAddress, let source = piece.baseAddress else { return }
      let target = base + rows * dimension
      target.update(from: source, count: piece.count)
      let bad = cfk_normalize(target, pieceRows, dimension)
      guard bad < 0 else {
        throw ClusteringError(
          .badData,
          "the features of \(name(rows + Int(bad))) hold a value that is infinite, too large or not a number; was the training sound?"
        )
      }
      rows += pieceRows
    }
    precondition(rows == count, "\(rows) rows of a table of \(count)")
  }

  /// A table of rows of D features each, which need not have unit length.
  ///
  /// - Throws: ``ClusteringError`` if there are none, they differ in length, or one is not finite.
  public convenience init(_ rows: [[Float]]) throws {
    let dimension = rows.first?.count ?? 0
    if let other = rows.firstIndex(where: { $0.count != dimension }) {
      throw ClusteringError(
        .badData, "row \(other) has \(rows[other].count) features, and row 0 has \(dimension); use one encoder for all")
    }
    try self.init(count: rows.count, dimension: dimension) { append in
      for row in rows { try row.withUnsafeBufferPointer { try append($0) } }
    }
  }

  deinit { munmap(bytes.baseAddress, bytes.count) }

  public func withRows<Result>(
    _ rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of a table of \(count)")
    let values = UnsafeBufferPointer(bytes.bindMemory(to: Float.self))
    return try body(
      UnsafeBufferPointer(rebasing: values[(rows.lowerBound * dimension)..<(rows.upperBound * dimension)]))
  }

  private static func map(byteCount: Int, in folder: String) throws -> UnsafeMutableRawBufferPointer {
    func mapped(_ descriptor: Int32, _ flags: Int32) throws -> UnsafeMutableRawBufferPointer {
      let address = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, descriptor, 0)
      guard let address, address != UnsafeMutableRawPointer(bitPattern: -1) else {
        throw FileError.system("map", folder, errno)
      }
      return UnsafeMutableRawBufferPointer(start: address, count: byteCount)
    }
    if byteCount <= mostBytesInMemory { return try mapped(-1, MAP_PRIVATE | MAP_ANON) }
    let template = "\(folder.hasSuffix("/") ? folder : folder + "/")barlow-features-XXXXXX"
    var path = Array(template.utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw FileError.system("write", template, errno) }
    defer { close(descriptor) }
    unlink(path)
    // A disk that becomes full under a mapped file would end the process.
    try reserve(byteCount, descriptor, template)
    return try mapped(descriptor, MAP_SHARED)
  }

  private static func reserve(_ byteCount: Int, _ descriptor: Int32, _ path: String) throws {
    #if os(Linux)
      var code: Int32
      repeat { code = posix_fallocate(descriptor, 0, off_t(byteCount)) } while code == EINTR
      guard code == 0 else { throw FileError.system("write", path, code) }
    #else
      let zeros = [UInt8](repeating: 0, count: 1 << 22)
      for start in stride(from: 0, to: byteCount, by: zeros.count) {
        try zeros.prefix(byteCount - start).withUnsafeBytes {
          try AtomicFile.writeAll($0, to: descriptor, path: path)
        }
      }
    #endif
  }
}
