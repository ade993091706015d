/// Walks over the regular files of a tar archive, reading headers and not what lies between them.
///
/// Archives are not trusted: sizes are checked against the file before anything is read or reserved, and an archive
/// that is cut off anywhere is an error, since images would be missing without a word.
struct TarReader {
  /// The most bytes of a long name or of extended attributes.
  private static let largestExtension = 1 << 20
  /// How much is read at once where members are small.
  private static let nearBytes = 1 << 16
  /// How much is read at once where members are large: the header and perhaps the next one.
  private static let farBytes = 1 << 12

  private let file: ShardFile
  private var offset = 0
  private var window: [UInt8] = []
  private var windowStart = 0
  /// The number of members so far of each kind that are neither files nor folders.
  private(set) var passedOver: [String: Int] = [:]

  /// Begins at the start of `file`.
  init(_ file: ShardFile) { self.file = file }

  /// The next regular file; nil after the last.
  ///
  /// - Throws: `badData` that names the archive and where it is damaged; `inputOutput` if it cannot be read.
  mutating func next() throws(DatasetError) -> TarMember? {
    var longName: [UInt8]?
    var attributes = TarAttributes()
    while true {
      guard file.size - offset >= TarHeader.blockBytes else { throw cutOff("before its end mark") }
      let block = try bytes(offset..<(offset + TarHeader.blockBytes))
      if TarHeader.isEnd(block) {
        guard longName == nil, attributes == TarAttributes() else { throw damaged("a name has no file") }
        try requireNothingMore()
        return nil
      }
      let header = try checked { () throws(TarProblem) in try TarHeader(block) }
      let name = attributes.path ?? longName ?? header.name
      let size = header.kind == .file ? attributes.size ?? header.size : header.size
      let start = offset + TarHeader.blockBytes
      guard let padded = TarHeader.paddedBytes(size), padded <= file.size - start else {
        throw cutOff("in the middle of \(TarMember.text(name))")
      }
      switch header.kind {
      case .longName: longName = Array(try content(start, size).prefix { $0 != 0 })
      case .attributes:
        let content = try content(start, size)
        attributes = try checked { () throws(TarProblem) in try TarAttributes(content) }
      case .file, .sparse:
        guard header.kind == .file, !attributes.isSparse else {
          throw DatasetError(
            .badData,
            "\(file.path): \(TarMember.text(name)) is stored with holes; write the shard again without --sparse")
        }
        guard !name.isEmpty else { throw damaged("a member has no name") }
        offset = start + padded
        return TarMember(name: name, offset: start, size: size)
      case .nothing(let kind):
        if let kind { passedOver[kind, default: 0] += 1 }
        longName = nil
        attributes = TarAttributes()
      case .other: break
      }
      offset = start + padded
    }
  }

  /// The bytes of a small member, of at most `limit`.
  mutating func content(of member: TarMember, limit: Int) throws(DatasetError) -> [UInt8] {
    guard member.size <= limit else {
      throw DatasetError(
        .badData, "\(file.path): \(member.text) has \(member.size) bytes, and at most \(limit) are expected; repair it")
    }
    return Array(try bytes(member.offset..<(member.offset + member.size)))
  }

  /// The first bytes of a member, `count` of them or all.
  mutating func beginning(of member: TarMember, count: Int) throws(DatasetError) -> [UInt8] {
    Array(try bytes(member.offset..<(member.offset + min(count, member.size))))
  }

  private mutating func content(_ start: Int, _ size: Int) throws(DatasetError) -> [UInt8] {
    guard size <= Self.largestExtension else { throw damaged("a name or its attributes take \(size) bytes") }
    return Array(try bytes(start..<(start + size)))
  }

  /// Bytes of the file, from memory where the last read brought them along.
  private mutating func bytes(_ range: Range<Int>) throws(DatasetError) -> ArraySlice<UInt8> {
    let windowEnd = windowStart + window.count
    if range.lowerBound < windowStart || range.upperBound > windowEnd {
      // Far jumps mean large members, of which nothing else is wanted.
      let isNear = range.lowerBound - windowEnd < Self.nearBytes
      let length = max(range.count, isNear ? Self.nearBytes : Self.farBytes)
      windowStart = range.lowerBound
      window = try file.read(range.lowerBound..<min(range.lowerBound + length, file.size))
    }
    return window[(range.lowerBound - windowStart)..<(range.upperBound - windowStart)]
  }

  /// Refuses what follows the end mark, such as a second archive that was appended as it was.
  private mutating func requireNothingMore() throws(DatasetError) {
    while offset < file.size {
      let end = min(offset + Self.nearBytes, file.size)
      guard try bytes(offset..<end).allSatisfy({ $0 == 0 }) else {
        throw DatasetError(
          .badData,
          "\(file.path) has more data after its end mark; if archives were joined, split them again or use tar --concatenate"
        )
      }
      offset = end
    }
  }

  private func checked<Value>(_ body: () throws(TarProblem) -> Value) throws(DatasetError) -> Value {
    do { return try body() } catch { throw damaged(error.reason) }
  }

  private func damaged(_ reason: String) -> DatasetError {
    DatasetError(.badData, "\(file.path) is damaged at byte \(offset): \(reason); get it again or write it again")
  }

  private func cutOff(_ place: String) -> DatasetError {
    DatasetError(.badData, "\(file.path) is cut off \(place), after \(file.size) bytes; get it again or write it again")
  }
}
