import Images

/// Where the images of one shard lie: about 30 bytes an image and its path; pixels stay on disk.
struct ShardIndex: Sendable {
  /// The paths of the images inside the shard, in the order of the shard.
  private(set) var paths = PathList()
  /// Where each image begins in the shard, ascending.
  private(set) var offsets: [Int] = []
  /// The number of bytes of each image.
  private(set) var sizes: [Int] = []
  /// The position in `labels` of the label of each image; −1 for none.
  private(set) var labelOfImage: [Int32] = []
  /// The different contents of `.cls` members, in the order in which they came up.
  private(set) var labels: [String] = []
  /// What the shard holds beside images and labels.
  private(set) var leftOut = LeftOut()
  /// The number of bytes of the shard.
  let shardBytes: Int
  private var positions: [String: Int32] = [:]
  /// The position of the image of each path, by the hash of the path.
  private var positionOfPath: [Int: Int] = [:]
  private var replaced: Set<Int> = []

  /// Reads the headers of the shard at `path`, as those of one whose path is bytes.
  init(contentsOf path: String) throws(DatasetError) { try self.init(contentsOf: Array(path.utf8)) }

  /// Reads the headers of the shard whose path has these bytes, which need not be Unicode.
  ///
  /// Links, devices and hidden images are left out and counted, and so is what is neither an image nor a label.
  ///
  /// - Throws: `badData` for an archive that is damaged, cut off or compressed, or a label without its image.
  init(contentsOf path: [UInt8]) throws(DatasetError) {
    let file = try ShardFile(path)
    shardBytes = file.size
    try Self.refuseCompression(of: file)
    var reader = TarReader(file)
    var sample: ShardSample?
    // What describes a sample may stand before its image.
    var described: ArraySlice<UInt8>?
    while let member = try reader.next() {
      guard !countMachineFolder(member.name) else { continue }
      let path = Self.visiblePath(member.name)
      guard !path.isEmpty else {
        if ImageFileName.isImage(member.name[...]) { leftOut.count(1, of: "hidden images") }
        continue
      }
      let isLabel = ShardSample.isLabel(path)
      if !isLabel, !ImageFileName.isImage(path[...]), try !isImage(member, path, &reader) {
        // Whatever else describes the images of a sample, such as KEY.json, makes it one of WebDataset's.
        let key = ShardSample.key(of: path)
        if sample?.key == key { sample?.isDescribed = true } else { described = key }
        continue
      }
      let key = ShardSample.key(of: path)
      var current: ShardSample
      if let sample, sample.key == key {
        current = sample
      } else {
        if let sample { try append(sample, of: file) }
        current = ShardSample(key: key)
        current.isDescribed = described == key
        described = nil
      }
      sample = nil
      let visible = TarMember(name: path, offset: member.offset, size: member.size)
      if isLabel {
        let content = try reader.content(of: member, limit: ShardSample.largestLabelBytes)
        do throws(TarProblem) {
          try current.append(visible, label: content)
        } catch {
          throw DatasetError(
            .badData, "\(file.path): \(visible.text) \(error.reason); give one line with a number or a name")
        }
      } else {
        current.append(visible)
      }
      sample = current
    }
    if let sample { try append(sample, of: file) }
    for (kind, count) in reader.passedOver { leftOut.count(count, of: kind) }
    dropReplaced()
    (positions, positionOfPath) = ([:], [:])
  }

  /// The number of images.
  var count: Int { offsets.count }

  private mutating func append(_ sample: ShardSample, of file: ShardFile) throws(DatasetError) {
    if let label = sample.orphanedLabel {
      throw DatasetError(
        .badData,
        "\(file.path): \(label.text) has no image beside it; write the members of a sample one after another (tar --sort=name)"
      )
    }
    leftOut.count(sample.imagesBeside, of: "beside the image of their sample")
    for (image, label) in sample.images {
      // As when the archive is unpacked, the last member of a name stands.
      if let old = positionOfPath.updateValue(offsets.count, forKey: image.name.hashValue),
        paths[old].elementsEqual(image.name)
      {
        replaced.insert(old)
      }
      paths.append(image.name)
      offsets.append(image.offset)
      sizes.append(image.size)
      labelOfImage.append(label.map { position(of: $0) } ?? -1)
    }
  }

  /// Takes away the images that later ones of the same name replace.
  private mutating func dropReplaced() {
    guard !replaced.isEmpty else { return }
    leftOut.replaced += replaced.count
    let kept = offsets.indices.filter { !replaced.contains($0) }
    var keptPaths = PathList()
    for position in kept { keptPaths.append(paths[position]) }
    paths = keptPaths
    (offsets, sizes, labelOfImage) = (kept.map { offsets[$0] }, kept.map { sizes[$0] }, kept.map { labelOfImage[$0] })
    replaced = []
  }

  /// Whether a path leads through a folder that a machine made; counts it then.
  private mutating func countMachineFolder(_ path: [UInt8]) -> Bool {
    let parts = path.split(separator: UInt8(ascii: "/"))
    guard let folder = parts.first(where: { MachineFolder.isOne($0) }) else { return false }
    leftOut.count(1, of: "in \(NameText.text(folder))")
    return true
  }

  /// Whether a member without the suffix of an image is one; counts it if not.
  private mutating func isImage(_ member: TarMember, _ path: [UInt8], _ reader: inout TarReader) throws(DatasetError)
    -> Bool
  {
    let beginning = try reader.beginning(of: member, count: ImageFormat.headerByteCount)
    if ImageFormat.detect(beginning) != nil { return true }
    let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
    leftOut.countFile(name, beginning: beginning)
    return false
  }

  private mutating func position(of label: String) -> Int32 {
    if let position = positions[label] { return position }
    let position = Int32(labels.count)
    labels.append(label)
    positions[label] = position
    return position
  }

  /// The path without `.` and empty parts; empty for a hidden file or one in a hidden folder.
  private static func visiblePath(_ name: [UInt8]) -> [UInt8] {
    let dot = UInt8(ascii: ".")
    let parts = name.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual([dot]) }
    guard parts.allSatisfy({ $0.first != dot || $0.elementsEqual([dot, dot]) }) else { return [] }
    return Array(parts.joined(separator: [UInt8(ascii: "/")]))
  }

  private static func refuseCompression(of file: ShardFile) throws(DatasetError) {
    let start = try file.read(0..<min(6, file.size))
    let kinds: [(name: String, magic: [UInt8], tool: String)] = [
      ("gzip", [0x1F, 0x8B], "gunzip"), ("zstd", [0x28, 0xB5, 0x2F, 0xFD], "unzstd"),
      ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A], "unxz"), ("bzip2", Array("BZh".utf8), "bunzip2"),
    ]
    guard let kind = kinds.first(where: { start.starts(with: $0.magic) }) else { return }
    throw DatasetError(
      .badData,
      "\(file.path) is compressed with \(kind.name), so its images cannot be read one by one; unpack it (\(kind.tool))")
  }
}
