import CZip
import Files
import Foundation

/// Makes a ZIP archive of files that are stored as they are, by libzip.
struct ZipWriter {
  private let source: OpaquePointer
  private let archive: OpaquePointer
  /// What the archive is made of, which has to live until it is finished.
  private var contents: [NSData] = []

  init() throws {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let source = zip_source_buffer_create(nil, 0, 0, &error) else { throw Self.failure(&error) }
    zip_source_keep(source)
    guard let archive = zip_open_from_source(source, ZIP_TRUNCATE, &error) else {
      zip_source_free(source)
      zip_source_free(source)
      throw Self.failure(&error)
    }
    (self.source, self.archive) = (source, archive)
  }

  /// Adds a file.
  mutating func add(_ name: String, _ content: Data) throws {
    let bytes = content as NSData
    contents.append(bytes)
    guard let part = zip_source_buffer(archive, bytes.bytes, UInt64(bytes.length), 0) else { throw failure() }
    let index = zip_file_add(archive, name, part, UInt32(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(part)
      throw failure()
    }
    guard zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0,
      // The same content gives the same bytes at any time.
      zip_file_set_dostime(archive, UInt64(index), 0, 0x21, 0) == 0
    else { throw failure() }
  }

  /// The bytes of the archive; nothing can be added after.
  func finished() throws -> Data {
    defer { zip_source_free(source) }
    guard zip_close(archive) == 0 else {
      let error = failure()
      zip_discard(archive)
      throw error
    }
    var status = zip_stat_t()
    guard zip_source_stat(source, &status) == 0, zip_source_open(source) == 0 else { throw failure() }
    defer { zip_source_close(source) }
    var data = Data(count: Int(status.size))
    let read = data.withUnsafeMutableBytes { zip_source_read(source, $0.baseAddress, UInt64($0.count)) }
    guard read == Int64(status.size) else { throw failure() }
    return data
  }

  private func failure() -> FileError {
    FileError(.inputOutput, "an archive cannot be made: \(String(cString: zip_strerror(archive)))")
  }

  private static func failure(_ error: inout zip_error_t) -> FileError {
    FileError(.inputOutput, "an archive cannot be made: \(String(cString: zip_error_strerror(&error)))")
  }
}
