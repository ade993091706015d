import Files
import Foundation

/// A command line taken apart: positional arguments, and options that the command knows.
struct Arguments {
  /// What stands alone, in order.
  private(set) var positional: [String] = []
  private var values: [String: String] = [:]
  private var present: Set<String> = []

  /// Takes apart the words behind a command's name.
  init(_ words: [String], of command: any Command.Type) throws {
    try self.init(words, options: command.options, takesCommand: command.takesCommand)
  }

  /// Takes apart `words` for a command that knows `options`.
  ///
  /// `--flag value` and `--flag=value` are the same; after `--` everything is positional, and so it is from the first positional
  /// word on where that begins another command line.
  ///
  /// - Throws: ``UsageError`` for an unknown flag, with a suggestion, one without its value, or one that is given twice.
  init(_ words: [String], options: [Option], takesCommand: Bool = false) throws {
    let known = Dictionary(uniqueKeysWithValues: (options + [.help]).map { ($0.flag, $0) })
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        positional += rest
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        positional.append(word)
        guard takesCommand else { continue }
        positional += rest
        break
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let flag = parts[0] == "-h" ? "--help" : parts[0]
      guard let option = known[flag] else {
        let hint = Suggestion.nearest(to: flag, among: known.keys.sorted()).map { "did you mean \($0)?" }
        throw UsageError("there is no flag \(flag); \(hint ?? "--help lists those there are")")
      }
      guard present.insert(flag).inserted else { throw UsageError("\(flag) is given twice; give it once") }
      guard let placeholder = option.placeholder else {
        guard parts.count == 1 else { throw UsageError("\(flag) takes no value; leave out \"=\(parts[1])\"") }
        continue
      }
      if parts.count == 2 {
        values[flag] = parts[1]
      } else if let value = rest.popFirst() {
        values[flag] = value
      } else {
        throw UsageError("\(flag) lacks its value; give \(flag) \(placeholder)")
      }
    }
  }

  /// Whether a flag is there.
  func has(_ option: Option) -> Bool { present.contains(option.flag) }

  /// The value of a flag, if it is there.
  func value(_ option: Option) -> String? { values[option.flag] }

  /// The value of a flag that must be there.
  func required(_ option: Option) throws -> String {
    guard let value = values[option.flag] else {
      throw UsageError("\(option.flag) is missing; give \(option.flag) \(option.placeholder ?? "")")
    }
    return value
  }

  /// The whole number behind a flag, if it is there.
  func integer(_ option: Option, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = values[option.flag] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let end = range.upperBound == .max ? "up" : "to \(range.upperBound)"
      throw UsageError("\(option.flag) takes a whole number from \(range.lowerBound) \(end), not \"\(text)\"")
    }
    return number
  }

  /// The number behind a flag, if it is there.
  func number(_ option: Option, above bound: Double, orEqual: Bool = false) throws -> Double? {
    guard let text = values[option.flag] else { return nil }
    guard let number = Double(text), number.isFinite, number > bound || (orEqual && number == bound) else {
      let words = orEqual ? "of at least" : "above"
      throw UsageError("\(option.flag) takes a number \(words) \(bound == 0 ? "0" : String(bound)), not \"\(text)\"")
    }
    return number
  }

  /// The values behind a flag, separated by commas, if it is there; `what` says which are understood.
  func list<Value: Hashable>(_ option: Option, _ what: String, parse: (String) -> Value?) throws -> [Value]? {
    guard let text = values[option.flag] else { return nil }
    var list: [Value] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let value = parse(word) else { throw UsageError("\(option.flag) takes \(what), not \"\(text)\"") }
      guard !list.contains(value) else { throw UsageError("\(option.flag) has \(word) twice; give it once") }
      list.append(value)
    }
    return list
  }

  /// A share of labels behind a flag, such as `1%`, if it is there: above 0 and at most 1.
  func percentage(_ option: Option) throws -> Double? {
    guard let text = values[option.flag] else { return nil }
    guard text.hasSuffix("%"), let percent = Double(text.dropLast()), percent > 0, percent <= 100 else {
      throw UsageError("\(option.flag) takes a percentage such as 1% or 10%, not \"\(text)\"")
    }
    return percent / 100
  }

  /// One of some words behind a flag, if it is there.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(_ option: Option, _: Choice.Type) throws -> Choice? {
    guard let text = values[option.flag] else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("\(option.flag) takes one of \(names), not \"\(text)\"")
    }
    return choice
  }

  /// Makes sure that exactly the named positional arguments are there.
  func requirePositional(_ names: [String]) throws -> [String] {
    if positional.count < names.count {
      throw UsageError("\(names[positional.count]) is missing; --help shows how to call this")
    }
    if let extra = positional.dropFirst(names.count).first { throw Self.tooMany(extra) }
    return positional
  }

  /// The error for an argument that no command line of this kind has.
  static func tooMany(_ extra: String) -> UsageError {
    // A shell has made many names of one pattern.
    let isFile = FileManager.default.fileExists(atPath: extra)
    let hint = isFile ? "; quote a pattern, so that it arrives as one argument: 'shards-*.tar'" : ""
    return UsageError("\"\(extra)\" is one argument too many\(hint)")
  }
}
