import CZip
import Files
import Foundation

/// Writes a ZIP archive of files that are stored as they are, by libzip; it appears whole or not at all.
///
/// What goes into it waits in files beside it, so that it may be larger than memory.
struct ZipFileWriter {
  private let path: String
  private var parts: [(name: String, file: String)] = []

  init(_ path: String) throws { self.path = path }

  /// Adds a file of the pieces that `body` passes on.
  mutating func add(_ name: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
    let file = "\(path).\(getpid()).\(name).partial"
    do {
      try AtomicFile.write(to: file, body)
      parts.append((name, file))
    } catch {
      removeParts()
      throw error
    }
  }

  /// Writes the archive; nothing can be added after.
  func finish() throws {
    defer { removeParts() }
    let temporary = "\(path).\(getpid()).partial"
    var code: Int32 = 0
    guard let archive = zip_open(temporary, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
      var error = zip_error_t()
      zip_error_init_with_code(&error, code)
      defer { zip_error_fini(&error) }
      throw FileError(.inputOutput, "cannot write \(path): \(String(cString: zip_error_strerror(&error)))")
    }
    do {
      for (name, file) in parts {
        // A length of 0 stands for all of the file.
        guard let source = zip_source_file(archive, file, 0, 0) else { throw failure(archive) }
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
      guard zip_close(archive) == 0 else { throw failure(archive) }
    } catch {
      zip_discard(archive)
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileError.system("write", path, code)
    }
  }

  private func removeParts() { for part in parts { unlink(part.file) } }

  private func failure(_ archive: OpaquePointer) -> FileError {
    FileError(.inputOutput, "cannot write \(path): \(String(cString: zip_strerror(archive)))")
  }
}
