/// The classes of images by their names, for people whose classes are not folders.
public struct LabelTable: Sendable, Equatable {
  /// Where it comes from, for messages.
  public let source: String
  /// The class of each name.
  private let classOfName: [String: String]

  /// A table of a name and a class in each row.
  ///
  /// A name is a path inside the data set, or the last part of one, with or without the suffix of the file.
  ///
  /// - Throws: `badData` if a name is there twice with different classes, or there are none.
  public init(_ rows: [(name: String, label: String)], source: String) throws(DatasetError) {
    self.source = source
    var classes: [String: String] = [:]
    for (name, label) in rows {
      if let other = classes.updateValue(label, forKey: name), other != label {
        throw DatasetError(.badData, "\(source) gives \(name) the classes \(other) and \(label); keep one of them")
      }
    }
    guard !classes.isEmpty else {
      throw DatasetError(.badData, "\(source) holds no rows of a name and a class; write one row for each image")
    }
    classOfName = classes
  }

  /// The images under the classes of the table; those that it does not name have none.
  ///
  /// - Throws: `badData` if it names none of them.
  func applied(to images: any ImageDataset) throws(DatasetError) -> any ImageDataset {
    let names = Set(classOfName.values).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let labels = (0..<images.count).map { index in self[images.name(at: index)].flatMap { numbers[$0] } }
    guard labels.contains(where: { $0 != nil }) else {
      let example = images.count > 0 ? ", such as \(images.name(at: 0))" : ""
      throw DatasetError(
        .badData, "\(source) names none of the \(images.count) images; write their paths inside the data set\(example)")
    }
    return Relabelled(base: images, classNames: names, labels: labels)
  }

  /// The class of an image: by its whole name, by the last part of it, by these without the suffix.
  private subscript(name: String) -> String? {
    if let label = classOfName[name] { return label }
    let last = name.split(separator: "/").last.map(String.init) ?? name
    if let label = classOfName[last] { return label }
    func stem(_ text: String) -> String? {
      text.lastIndex(of: ".").flatMap { $0 > text.startIndex ? String(text[..<$0]) : nil }
    }
    return stem(name).flatMap { classOfName[$0] } ?? stem(last).flatMap { classOfName[$0] }
  }
}
