import CZip
import Files
import Foundation

/// Writes a ZIP archive of files that are stored as they are, by libzip; it appears whole or not at all.
///
/// What is too large for memory waits in a file beside it.
struct ZipWriter {
  private enum Content {
    case bytes(NSData)
    case file(String)
  }

  private let path: String
  private var parts: [(name: String, content: Content)] = []

  init(_ path: String) { self.path = path }

  /// Adds a file.
  mutating func add(_ name: String, _ content: Data) { parts.append((name, .bytes(content as NSData))) }

  /// Adds a file of the pieces that `body` passes on, which need not fit memory.
  mutating func add(_ name: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
    let file = "\(path).\(getpid()).\(name).partial"
    do {
      try AtomicFile.write(to: file, body)
      parts.append((name, .file(file)))
    } catch {
      removeFiles()
      throw error
    }
  }

  /// Writes the archive; nothing can be added after.
  ///
  /// - Throws: `FileError` if it cannot be written.
  func finish() throws {
    defer { removeFiles() }
    try AtomicFile.replace(path) { temporary in
      var code: Int32 = 0
      guard let archive = zip_open(temporary, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
        var error = zip_error_t()
        zip_error_init_with_code(&error, code)
        defer { zip_error_fini(&error) }
        throw FileError(.inputOutput, "cannot write \(path): \(String(cString: zip_error_strerror(&error)))")
      }
      do {
        for part in parts { try add(part.name, part.content, to: archive) }
        guard zip_close(archive) == 0 else { throw failure(archive) }
      } catch {
        zip_discard(archive)
        throw error
      }
    }
  }

  private func add(_ name: String, _ content: Content, to archive: OpaquePointer) throws {
    let source =
      switch content {
      case .bytes(let bytes): zip_source_buffer(archive, bytes.bytes, UInt64(bytes.length), 0)
      // A length of 0 stands for all of the file.
      case .file(let file): zip_source_file(archive, file, 0, 0)
      }
    guard let source else { throw failure(archive) }
    let index = zip_file_add(archive, name, source, UInt32(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(source)
      throw failure(archive)
    }
    guard zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0,
      // The same content gives the same bytes at any time.
      zip_file_set_dostime(archive, UInt64(index), 0, 0x21, 0) == 0
    else { throw failure(archive) }
  }

  private func removeFiles() { for case (_, .file(let file)) in parts { unlink(file) } }

  private func failure(_ archive: OpaquePointer) -> FileError {
    FileError(.inputOutput, "cannot write \(path): \(String(cString: zip_strerror(archive)))")
  }
}
