import Files
import Foundation

/// The small pictures of all images, in a file without a name: the system keeps of them in memory what it has room for.
// One thread adds; once `finish` has returned nothing changes any more, and any thread may look.
final class PictureTable: @unchecked Sendable {
  private let descriptor: Int32
  private let path: String
  private var buffer: [UInt8] = []
  private var mapped: UnsafeRawBufferPointer?
  /// The number of pictures.
  private(set) var count = 0

  /// An empty table.
  ///
  /// - Throws: `FileError` if the system's folder for temporary files cannot be written.
  init() throws {
    let folder = NSTemporaryDirectory()
    path = "\(folder.hasSuffix("/") ? folder : folder + "/")barlow-pictures-XXXXXX"
    var name = Array(path.utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw FileError.system("write", path, errno) }
    unlink(name)
  }

  deinit {
    if let mapped { munmap(UnsafeMutableRawPointer(mutating: mapped.baseAddress), mapped.count) }
    close(descriptor)
  }

  /// Adds a picture.
  ///
  /// - Throws: `FileError` if the disk is full.
  func append(_ picture: SmallPicture) throws {
    buffer += picture.bytes
    count += 1
    if buffer.count >= 1 << 22 { try flush() }
  }

  private func flush() throws {
    try buffer.withUnsafeBytes { try AtomicFile.writeAll($0, to: descriptor, path: path) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Ends the adding, after which pictures can be looked at.
  ///
  /// - Throws: `FileError` if the disk is full.
  func finish() throws {
    try flush()
    guard count > 0 else { return }
    let size = count * SmallPicture.byteCount
    let address = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0)
    guard let address, address != UnsafeMutableRawPointer(bitPattern: -1) else {
      throw FileError.system("read", path, errno)
    }
    mapped = UnsafeRawBufferPointer(start: address, count: size)
  }

  private func bytes(_ row: Int) -> UnsafeRawBufferPointer {
    guard let mapped else { preconditionFailure("pictures are looked at once all are there") }
    return UnsafeRawBufferPointer(
      rebasing: mapped[(row * SmallPicture.byteCount)..<((row + 1) * SmallPicture.byteCount)])
  }

  /// The luminance of a picture, row by row.
  func luminance(_ row: Int) -> [Float] { bytes(row)[..<(SmallPicture.side * SmallPicture.side)].map { Float($0) } }

  /// The two differences of colour of a picture, row by row.
  func colors(_ row: Int) -> [[Float]] {
    let (start, count) = (SmallPicture.side * SmallPicture.side, SmallPicture.colorSide * SmallPicture.colorSide)
    let bytes = bytes(row)
    return (0..<2).map { plane in bytes[(start + plane * count)..<(start + (plane + 1) * count)].map { Float($0) } }
  }
}
