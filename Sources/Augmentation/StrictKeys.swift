/// Any key of a JSON object.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// A keyed container that must not have other keys than `Keys` knows.
  ///
  /// - Throws: `RecipeError` naming the first unknown key.
  func strictContainer<Keys: CodingKey & CaseIterable>(_ keys: Keys.Type) throws -> KeyedDecodingContainer<Keys> {
    let known = keys.allCases.map(\.stringValue)
    let found = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
    if let unknown = found.first(where: { !known.contains($0) }) {
      let path = (codingPath.map(\.stringValue) + [unknown]).joined(separator: ".")
      throw RecipeError(path, "unknown key; known here: \(known.joined(separator: ", "))")
    }
    return try container(keyedBy: keys)
  }
}
