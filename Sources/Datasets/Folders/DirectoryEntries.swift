import Foundation

/// The visible files and folders of one directory, links resolved.
struct DirectoryEntries {
  /// One name, and whether it is a folder or a link to one.
  struct Entry {
    fileprivate let start: Int
    fileprivate let end: Int
    let isFolder: Bool
  }

  /// Which directory this is.
  let identity: FileIdentity
  /// The number of files whose names begin with a dot and have the suffix of an image.
  private(set) var hiddenImages = 0
  /// The number of visible entries of each kind that are neither files nor folders.
  private(set) var specials: [SpecialFile: Int] = [:]
  private var names: [UInt8] = []
  private var entries: [Entry] = []

  /// Reads the directory at `path`, up to the first file whose name satisfies `isEnough`; errors name it.
  init(_ path: [UInt8], until isEnough: (ArraySlice<UInt8>) -> Bool = { _ in false }) throws(DatasetError) {
    let text = String(decoding: path, as: UTF8.self)
    guard
      let directory = (path + [0]).withUnsafeBufferPointer({ bytes in
        bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.flatMap { opendir($0) } }
      })
    else { throw .system(errno, text) }
    defer { closedir(directory) }
    let descriptor = dirfd(directory)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(errno, text) }
    identity = FileIdentity(status)
    while true {
      errno = 0
      guard let entry = readdir(directory) else { break }
      append(entry, in: descriptor)
      if let last = entries.last, !last.isFolder, isEnough(name(last)) { return }
    }
    // A null entry is the end, or a failure that only errno tells.
    guard errno == 0 else { throw .system(errno, text) }
  }

  /// The entries by name, byte by byte.
  var sorted: [Entry] {
    names.withUnsafeBufferPointer { names in
      entries.sorted { left, right in
        UnsafeBufferPointer(rebasing: names[left.start..<left.end])
          .lexicographicallyPrecedes(UnsafeBufferPointer(rebasing: names[right.start..<right.end]))
      }
    }
  }

  /// The bytes of an entry's name.
  func name(_ entry: Entry) -> ArraySlice<UInt8> { names[entry.start..<entry.end] }

  private mutating func append(_ entry: UnsafeMutablePointer<dirent>, in directory: Int32) {
    guard let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) else { return }
    let name = UnsafeRawPointer(entry).advanced(by: nameOffset).assumingMemoryBound(to: CChar.self)
    guard name.pointee != CChar(bitPattern: UInt8(ascii: ".")) else {
      if entry.pointee.d_type != UInt8(DT_DIR), ImageFileName.isImage(Array(String(cString: name).utf8)[...]) {
        hiddenImages += 1
      }
      return
    }
    let isFolder: Bool
    switch Int(entry.pointee.d_type) {
    case Int(DT_DIR): isFolder = true
    case Int(DT_REG): isFolder = false
    case Int(DT_LNK), Int(DT_UNKNOWN):
      var status = stat()
      if fstatat(directory, name, &status, 0) == 0 {
        if let special = SpecialFile(mode: status.st_mode) {
          specials[special, default: 0] += 1
          return
        }
        isFolder = status.st_mode & S_IFMT == S_IFDIR
      } else {
        // A link to nothing counts as a file, so that whoever reads it is told.
        isFolder = false
      }
    default:
      if let special = SpecialFile(entryType: entry.pointee.d_type) { specials[special, default: 0] += 1 }
      return
    }
    let start = names.count
    names.append(contentsOf: UnsafeRawBufferPointer(start: name, count: strlen(name)))
    entries.append(Entry(start: start, end: names.count, isFolder: isFolder))
  }
}
