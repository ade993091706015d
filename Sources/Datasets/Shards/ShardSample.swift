/// The members of a shard that are one sample: those whose paths agree up to the first dot of the file name.
///
/// Its image is the member called KEY.jpg, .png or so. Others that end so, such as KEY.edited.png, are images too, because plain
/// archives of photographs have names with dots; but not in a sample that has a label or a description beside its image, as
/// WebDataset's have, nor if they are called after what is drawn over an image, such as KEY.mask.png.
struct ShardSample {
  /// The largest content of a `.cls` member.
  static let largestLabelBytes = 1024

  /// The path up to the first dot of the file name.
  let key: ArraySlice<UInt8>
  private var exact: [TarMember] = []
  private var others: [TarMember] = []
  /// The content of `.cls` members, by their path without that.
  private var labels: [ArraySlice<UInt8>: String] = [:]
  private var labelMember: TarMember?
  /// Whether something else than an image or a label belongs to it, such as KEY.json.
  var isDescribed = false
  private static let rolesBeside: Set = [
    "mask", "masks", "seg", "segmentation", "depth", "alpha", "label", "target", "gt", "edge", "edges", "normal",
    "normals", "instance", "semantic",
  ]

  /// A sample without members.
  init(key: ArraySlice<UInt8>) { self.key = key }

  /// The key of the sample that `path` belongs to.
  static func key(of path: [UInt8]) -> ArraySlice<UInt8> {
    let name = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    return path[..<(path[name...].firstIndex(of: UInt8(ascii: ".")) ?? path.count)]
  }

  /// Whether `path` ends in `.cls`, so that its content is a label.
  static func isLabel(_ path: [UInt8]) -> Bool { path.suffix(4).elementsEqual(".cls".utf8) }

  /// Adds an image.
  mutating func append(_ image: TarMember) {
    if ImageFileName.isExtension(image.name.dropFirst(key.count + 1)) {
      exact.append(image)
    } else {
      others.append(image)
    }
  }

  /// Adds a `.cls` member, whose content names the class.
  mutating func append(_ member: TarMember, label content: [UInt8]) throws(TarProblem) {
    guard let text = String(validating: content, as: UTF8.self) else { throw TarProblem("is no UTF-8 text") }
    let words = text.split(whereSeparator: \.isNewline).map { $0.trimming(while: \.isWhitespace) }
    guard words.count == 1, !words[0].isEmpty, !words[0].unicodeScalars.contains(where: { $0.value < 32 }) else {
      throw TarProblem("is no single line with a class")
    }
    // As when the archive is unpacked, the last one of a name stands.
    labels[member.name.dropLast(4)] = words[0]
    labelMember = member
  }

  /// The images with the text of their class, where there is one.
  var images: [(image: TarMember, label: String?)] {
    let chosen = self.chosen
    return chosen.map { image in
      let stem = image.name[..<(image.name.lastIndex(of: UInt8(ascii: ".")) ?? image.name.count)]
      // The only label of a sample belongs to its only image, whatever stands between: KEY.input.jpg and KEY.output.cls.
      let only = chosen.count == 1 && labels.count == 1 ? labels.first?.value : nil
      return (image, labels[stem] ?? labels[key] ?? only)
    }
  }

  /// The number of its images that are not used.
  var imagesBeside: Int { exact.count + others.count - chosen.count }

  private var chosen: [TarMember] {
    guard !exact.isEmpty else { return others }
    guard labels.isEmpty, !isDescribed else { return exact }
    return (exact + others.filter { !isBeside($0) }).sorted { $0.offset < $1.offset }
  }

  /// Whether what stands between the key and the suffix says that the image is drawn over another.
  private func isBeside(_ image: TarMember) -> Bool {
    image.name.dropFirst(key.count).split(separator: UInt8(ascii: ".")).dropLast()
      .contains { Self.rolesBeside.contains(String(decoding: $0, as: UTF8.self).lowercased()) }
  }

  /// A label that no image is there for; nil if all is well.
  var orphanedLabel: TarMember? { exact.isEmpty && others.isEmpty ? labelMember : nil }
}

extension StringProtocol {
  /// The text without the characters at both ends that satisfy `condition`.
  fileprivate func trimming(while condition: (Character) -> Bool) -> String {
    var rest = self[...]
    while let first = rest.first, condition(first) { rest = rest.dropFirst() }
    while let last = rest.last, condition(last) { rest = rest.dropLast() }
    return String(rest)
  }
}
