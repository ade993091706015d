import Files
import Foundation
import Torch

/// Features that are being computed, on disk: a table that need not fit memory, and that a process which is killed leaves to the next one.
///
/// A folder holds the rows, the positions of their images in the data set, how many images are dealt with, and the key of what the rows
/// depend on. Rows count once they and their positions are synced to the device, and the number of images after them.
final class FeatureSpool {
  /// The number of rows.
  private(set) var count = 0
  /// The number of features; 0 as long as there are no rows.
  private(set) var dimension = 0
  /// The number of images that a process before this one has dealt with.
  private(set) var resumedAt = 0

  private let folder: String
  private let lock: FileLock
  private let batchSize: Int
  private let rows: Int32
  private let positions: Int32
  private let progress: Int32
  /// The number of images dealt with, whole batches of them.
  private var imagesDone = 0
  /// Positions of rows that are written but not yet synced.
  private var pending: [Int64] = []
  private var synced = ContinuousClock.now

  /// How much work a loss of power may cost.
  private static let syncInterval = Duration.seconds(1)

  private var rowsFile: String { "\(folder)/rows.f32" }
  private var keyFile: String { "\(folder)/key" }

  /// Opens the folder of a file to come, beside it; what lies there counts if it has the same key.
  ///
  /// - Parameters:
  ///   - path: The file that the features are for.
  ///   - key: The digest of all that they depend on; nil if they cannot be told from others, and nothing is taken over.
  ///   - batchSize: The number of images at a time.
  /// - Throws: `FileError` if the folder cannot be used, or another process uses it.
  init(beside path: String, key: String?, batchSize: Int) throws {
    let folder = Self.folder(beside: path)
    self.folder = folder
    self.batchSize = batchSize
    try createFolder(folder)
    lock = try FileLock(path: "\(folder)/lock", purpose: path, remedy: "wait for it or choose another name")
    let text = key.map { "\($0) \(batchSize)\n" }
    let isSame = text != nil && (try? readFile("\(folder)/key")) == text.map { Data($0.utf8) }
    func open(_ name: String) throws -> Int32 {
      let file = Foundation.open("\(folder)/\(name)", O_RDWR | O_CREAT | O_CLOEXEC | (isSame ? 0 : O_TRUNC), 0o644)
      guard file >= 0 else { throw FileError.system("write", "\(folder)/\(name)", errno) }
      return file
    }
    rows = try open("rows.f32")
    positions = try open("positions.i64")
    progress = try open("images.i64")
    if isSame {
      try takeOver()
    } else if let text {
      try AtomicFile.write(Data(text.utf8), to: keyFile)
    } else {
      unlink(keyFile)
    }
  }

  deinit {
    close(rows)
    close(positions)
    close(progress)
  }

  /// The folder of a file to come.
  static func folder(beside path: String) -> String { path + ".partial" }

  /// Counts the rows of images that were dealt with; nothing if they are not all there.
  private func takeOver() throws {
    var stored = Int64(0)
    let width = (try? readFile("\(folder)/dimension")).flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
    guard pread(progress, &stored, 8, 0) == 8, width > 0 else { return try truncate(0) }
    let done = Int(Int64(littleEndian: stored))
    let whole = try readPositions().prefix { $0 < Int64(done) }.count
    guard Int(lseek(rows, 0, SEEK_END)) >= whole * width * 4 else { return try truncate(0) }
    (count, dimension, resumedAt, imagesDone) = (whole, width, done, done)
    try truncate(whole)
  }

  private func readPositions() throws -> [Int64] {
    let data = try readFile("\(folder)/positions.i64")
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self)) }
    }
  }

  private func truncate(_ rowCount: Int) throws {
    guard ftruncate(rows, off_t(rowCount * dimension * 4)) == 0, ftruncate(positions, off_t(rowCount * 8)) == 0,
      lseek(rows, 0, SEEK_END) >= 0, lseek(positions, 0, SEEK_END) >= 0
    else { throw FileError.system("write", rowsFile, errno) }
  }

  /// Adds the features `[B, D]` of a batch, whose images are at `indices` of the data set.
  func append(_ features: Tensor, indices: [Int]) throws {
    if dimension == 0 {
      dimension = features.size(1)
      try AtomicFile.write(Data("\(dimension)".utf8), to: "\(folder)/dimension")
    }
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: features.elementCount * 4, alignment: 16)
    defer { bytes.deallocate() }
    try features.to(.cpu).copyBytes(to: bytes)
    try AtomicFile.writeAll(UnsafeRawBufferPointer(bytes), to: rows, path: rowsFile)
    count += indices.count
    // Batches are blocks of the data set; images that are skipped are missing from theirs.
    imagesDone = ((indices.last ?? 0) / batchSize + 1) * batchSize
    pending += indices.map { Int64($0).littleEndian }
    if ContinuousClock.now - synced > Self.syncInterval { try sync() }
  }

  /// Makes what was added durable.
  func sync() throws {
    guard !pending.isEmpty else { return }
    guard fsync(rows) == 0 else { throw FileError.system("write", rowsFile, errno) }
    try pending.withUnsafeBytes { try AtomicFile.writeAll($0, to: positions, path: folder) }
    var done = Int64(imagesDone).littleEndian
    guard fsync(positions) == 0, pwrite(progress, &done, 8, 0) == 8, fsync(progress) == 0 else {
      throw FileError.system("write", folder, errno)
    }
    pending = []
    synced = .now
  }

  /// The positions of all rows' images in the data set.
  func indices() throws -> [Int] {
    try sync()
    return try readPositions().map { Int($0) }
  }

  /// Calls `body` with `[B, D]` rows after rows, a few megabytes of them.
  func forEachPiece(_ body: (Tensor) throws -> Void) throws {
    let rowsPerPiece = max(1, (2 << 20) / max(dimension, 1))
    for start in stride(from: 0, to: count, by: rowsPerPiece) {
      let number = min(rowsPerPiece, count - start)
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: number * dimension * 4, alignment: 16)
      defer { bytes.deallocate() }
      var done = 0
      while done < bytes.count {
        let got = pread(
          rows, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(start * dimension * 4 + done))
        guard got > 0 else {
          if got < 0, errno == EINTR { continue }
          throw FileError.system("read", rowsFile, got < 0 ? errno : EIO)
        }
        done += got
      }
      try body(Tensor.copying(UnsafeRawBufferPointer(bytes), shape: [number, dimension], dtype: .float32))
    }
  }

  /// Removes the folder, once the features are where they belong.
  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
