/// The members of a shard that are one sample: those whose paths agree up to the first dot of the file name.
///
/// Its image is the member called KEY.jpg, .jpeg, .png, .webp or .bmp. Others that end so, such as KEY.mask.png, count
/// only if there is none, because plain archives of photographs have names with dots.
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
    guard labels.updateValue(words[0], forKey: member.name.dropLast(4)) == nil else {
      throw TarProblem("is there twice")
    }
    labelMember = member
  }

  /// The images with the text of their class, where there is one.
  var images: [(image: TarMember, label: String?)] {
    (exact.isEmpty ? others : exact).map { image in
      let stem = image.name[..<(image.name.lastIndex(of: UInt8(ascii: ".")) ?? image.name.count)]
      return (image, labels[stem] ?? labels[key])
    }
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
