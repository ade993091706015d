/// How SLURM abbreviates lists.
enum SlurmText {
  /// The first name of a list of nodes such as `gpu[03-07,12],login`.
  static func firstNode(_ list: String) -> String? {
    var name = ""
    // Inside brackets only the first number counts, up to its range's end or the next one.
    var (isInside, isFirst) = (false, true)
    for character in list {
      switch character {
      case "[": (isInside, isFirst) = (true, true)
      case "]": isInside = false
      case "," where !isInside: return name.isEmpty ? nil : name
      case ",",
        "-" where isInside:
        isFirst = false
      default: if !isInside || isFirst { name.append(character) }
      }
    }
    return name.isEmpty ? nil : name
  }

  /// The numbers of a list such as `4(x2),3`: of tasks, node by node.
  static func counts(_ list: String) -> [Int] {
    list.split(separator: ",").flatMap { part -> [Int] in
      let words = part.split(whereSeparator: { "(x)".contains($0) }).compactMap { Int($0) }
      guard let count = words.first else { return [] }
      return [Int](repeating: count, count: words.count > 1 ? min(max(words[1], 0), 65536) : 1)
    }
  }
}
