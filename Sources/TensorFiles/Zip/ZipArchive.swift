import CZip
import Files
import Foundation

/// The files in a ZIP archive, which `.npz` files and those of `torch.save` are, read by libzip.
///
/// Nothing in it is trusted: what an entry announces is checked before memory is asked for, and what it holds against
/// that and its check sum after. Only stored and deflated entries are read.
final class ZipArchive {
  /// One file in the archive, as the archive's directory announces it.
  struct Entry {
    let name: String
    let position: UInt64
    let method: UInt16
    let isEncrypted: Bool
    let compressedSize: Int
    let size: Int
    /// Whether its bytes are in the archive as they are.
    var isStored: Bool { Int32(method) == ZIP_CM_STORE }
  }

  /// What is wrong with the archive, for a sentence that names the file.
  struct Problem: Error {
    let description: String
  }

  /// The entries in the order of the archive's directory.
  let entries: [Entry]
  private let handle: OpaquePointer

  /// Deflate gains at most 1032 to 1: a size beyond that is a lie.
  private static let largestRatio = 1032

  /// Opens an archive and reads its directory.
  ///
  /// - Throws: `FileError` if the file cannot be read, ``Problem`` if it is no usable archive.
  init(contentsOf path: String) throws {
    try requireReadableFile(path)
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    // A length of 0 stands for all of the file.
    guard let source = zip_source_file_create(path, 0, 0, &error) else { throw Self.problem(of: &error, path) }
    guard let opened = zip_open_from_source(source, ZIP_RDONLY, &error) else {
      zip_source_free(source)
      throw Self.problem(of: &error, path)
    }
    do {
      entries = try (0..<UInt64(max(zip_get_num_entries(opened, 0), 0))).map { try Self.entry(opened, $0) }
    } catch {
      zip_discard(opened)
      throw error
    }
    handle = opened
  }

  deinit { zip_discard(handle) }

  /// The bytes of an entry, all of them, whose check sum is right.
  ///
  /// The memory is asked for as a whole, but only what is written to is used.
  func contents(of entry: Entry) throws -> Data {
    try reading(entry, count: entry.size) { file in
      // Where the bytes should end, libzip looks at their number and their check sum.
      var more: UInt8 = 0
      let count = zip_fread(file, &more, 1)
      guard count <= 0 else {
        throw Problem(description: "\(entry.name) holds more than the \(entry.size) bytes that it announces")
      }
      guard count == 0 else { throw Self.damage(entry, file) }
    }
  }

  /// The first bytes of an entry, `count` of them or all; its check sum is that of the whole and not looked at.
  func beginning(of entry: Entry, count: Int) throws -> Data {
    try reading(entry, count: min(count, entry.size)) { _ in }
  }

  private func reading(_ entry: Entry, count: Int, _ end: (OpaquePointer) throws -> Void) throws -> Data {
    try Self.requirePossible(entry)
    guard let file = zip_fopen_index(handle, entry.position, 0) else {
      throw Problem(description: "\(entry.name) is damaged (\(String(cString: zip_strerror(handle))))")
    }
    defer { zip_fclose(file) }
    guard let memory = malloc(max(count, 1)) else {
      throw Problem(description: "there is no memory for the \(count) bytes of \(entry.name)")
    }
    do {
      var done = 0
      while done < count {
        let read = Int(zip_fread(file, memory + done, UInt64(min(count - done, 1 << 30))))
        guard read >= 0 else { throw Self.damage(entry, file) }
        guard read > 0 else { throw Problem(description: "\(entry.name) is damaged (it ends after \(done) bytes)") }
        done += read
      }
      try end(file)
    } catch {
      free(memory)
      throw error
    }
    // Last, since a small Data copies the memory and frees it at once.
    return Data(bytesNoCopy: memory, count: count, deallocator: .free)
  }

  /// Refuses an entry of a kind that is not read, or whose bytes in the file cannot hold what it announces.
  private static func requirePossible(_ entry: Entry) throws {
    guard !entry.isEncrypted else { throw Problem(description: "\(entry.name) is encrypted") }
    switch Int32(entry.method) {
    case ZIP_CM_STORE:
      guard entry.size == entry.compressedSize else { throw Problem(description: "\(entry.name) has two sizes") }
    case ZIP_CM_DEFLATE:
      guard entry.size <= entry.compressedSize * largestRatio + 64 else {
        throw Problem(
          description: "\(entry.name) announces \(entry.size) bytes, more than its \(entry.compressedSize) can hold")
      }
    default:
      throw Problem(description: "\(entry.name) is compressed by method \(entry.method); stored and deflated are read")
    }
  }

  private static func entry(_ archive: OpaquePointer, _ position: UInt64) throws -> Entry {
    var status = zip_stat_t()
    let needed = UInt64(
      ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD)
    guard zip_stat_index(archive, position, 0, &status) == 0, status.valid & needed == needed, let name = status.name
    else { throw Problem(description: "the entry \(position + 1) of its directory is damaged") }
    guard let size = Int(exactly: status.size), let compressedSize = Int(exactly: status.comp_size),
      max(size, compressedSize) <= Int.max / (2 * largestRatio)
    else { throw Problem(description: "\(printable(name)) is impossibly large") }
    return Entry(
      name: printable(name), position: position, method: status.comp_method,
      isEncrypted: Int32(status.encryption_method) != ZIP_EM_NONE, compressedSize: compressedSize, size: size)
  }

  /// The name without what could break the line of a message.
  private static func printable(_ name: UnsafePointer<CChar>) -> String {
    String(String(cString: name).map { $0.isNewline || $0 == "\u{1B}" ? "?" : $0 })
  }

  private static func damage(_ entry: Entry, _ file: OpaquePointer) -> Problem {
    let error = zip_file_get_error(file)
    guard zip_error_code_zip(error) != ZIP_ER_CRC else {
      return Problem(description: "\(entry.name) does not have its check sum")
    }
    return Problem(description: "\(entry.name) is damaged (\(String(cString: zip_error_strerror(error))))")
  }

  /// What opening has failed of: the system, or the file.
  private static func problem(of error: inout zip_error_t, _ path: String) -> any Error {
    guard zip_error_system_type(&error) != ZIP_ET_SYS else {
      return FileError.system("read", path, zip_error_code_system(&error))
    }
    switch zip_error_code_zip(&error) {
    case ZIP_ER_NOZIP, ZIP_ER_INCONS: return Problem(description: "it is cut off, or no ZIP archive")
    default: return Problem(description: String(cString: zip_error_strerror(&error)))
    }
  }
}
