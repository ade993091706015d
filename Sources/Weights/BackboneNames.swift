import NN

/// How the names of a recognized network fit those that it has here.
struct BackboneNames {
  /// By the names here the names in the file, and the shapes here.
  private(set) var fitting: [String: (key: String, shape: [Int])] = [:]
  /// Names here that the file lacks.
  private(set) var missing: [String] = []
  /// Names here whose shape differs in the file.
  private(set) var misshapen: [String] = []
  /// Names in the file of parts that the network has, but not so.
  private(set) var extra: [String] = []
  /// Names in the file of other parts, such as a classifier.
  private(set) var others: [String] = []

  init(_ backbone: BackboneInKeys, in shapes: [String: [Int]]) throws {
    let own = try backbone.configuration.stateShapes
    var taken: Set<String> = []
    for (name, shape) in own {
      let key = backbone.prefix + backbone.name(name)
      taken.insert(key)
      if let found = shapes[key] {
        if found == backbone.shape(name, shape) { fitting[name] = (key, shape) } else { misshapen.append(name) }
      } else if !name.hasSuffix("num_batches_tracked") {
        missing.append(name)
      }
    }
    missing.sort()
    misshapen.sort()
    let parts = Set(own.keys.map { Self.part(of: backbone.name($0)) })
    for key in shapes.keys.sorted() where !taken.contains(key) {
      let rest = key.hasPrefix(backbone.prefix) ? key.dropFirst(backbone.prefix.count) : ""
      let isClassifier = backbone.classifiers.contains { rest.hasPrefix($0) }
      if parts.contains(Self.part(of: String(rest))), !isClassifier { extra.append(key) } else { others.append(key) }
    }
  }

  private static func part(of name: String) -> Substring { name.prefix { $0 != "." } }

  /// What does not fit, in words; nil if everything does.
  var problem: String? {
    let problems = [("it lacks", missing), ("another shape have", misshapen), ("it has besides", extra)]
    let words = problems.compactMap { words, names in names.isEmpty ? nil : "\(words) \(Self.list(names))" }
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }

  /// The other parts of the file, but for those of a prefix, in words for a summary.
  func leftOut(beside prefix: String?) -> [String] {
    let rest = others.filter { name in prefix.map { !name.hasPrefix($0) } ?? true }
    return rest.isEmpty ? [] : ["left out: \(Self.list(rest))"]
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(3).joined(separator: ", ")
    return names.count > 3 ? "\(shown), … (\(names.count))" : shown
  }
}
