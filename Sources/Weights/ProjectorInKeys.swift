/// The projector beside a network in a file: linear layers without bias, with batch normalization between them, as published.
struct ProjectorInKeys {
  /// What stands before its names.
  let prefix: String
  /// The widths of its layers.
  let widths: [Int]
  /// The names in the file by the names here.
  let names: [String: String]

  /// Where projectors stand beside a backbone of the published code, of lightly and of solo-learn.
  private static let places = [
    "projector.", "projection_head.layers.", "projection_head.", "head.", "projector.layers.",
  ]

  /// The projector on `inputs` features; nil if the file has none of this kind.
  init?(beside prefix: String, in shapes: [String: [Int]], inputs: Int) {
    var parents = [prefix]
    // `module.backbone.` stands beside `module.projector.`.
    if let dot = prefix.dropLast().lastIndex(of: ".") { parents.append(String(prefix[...dot])) }
    parents.append("")
    for parent in parents {
      for place in Self.places {
        if let found = Self.layers(parent + place, shapes, inputs: inputs) {
          (self.prefix, widths, names) = (parent + place, found.widths, found.names)
          return
        }
      }
    }
    return nil
  }

  private static func layers(_ prefix: String, _ shapes: [String: [Int]], inputs: Int) -> (
    widths: [Int], names: [String: String]
  )? {
    let all = shapes.keys.filter { $0.hasPrefix(prefix) }
    guard !all.isEmpty else { return nil }
    var (widths, names, inputs, position): ([Int], [String: String], Int, Int) = ([], [:], inputs, 0)
    func take(_ name: String, _ shape: [Int]) -> Bool {
      guard shapes[prefix + name] == shape else { return false }
      names[name] = prefix + name
      return true
    }
    while let shape = shapes["\(prefix)\(position).weight"], shape.count == 2, shape[1] == inputs {
      _ = take("\(position).weight", shape)
      widths.append(shape[0])
      inputs = shape[0]
      guard shapes["\(prefix)\(position + 1).running_mean"] != nil else { break }
      for name in ["weight", "bias", "running_mean", "running_var"] {
        guard take("\(position + 1).\(name)", [inputs]) else { return nil }
      }
      _ = take("\(position + 1).num_batches_tracked", [])
      position += 3
    }
    // A bias, or anything else, would be another projector.
    guard widths.count >= 2, Set(names.values) == Set(all) else { return nil }
    return (widths, names)
  }

  /// For people.
  var summary: String { "projector \(widths.map(String.init).joined(separator: "-"))" }
}
