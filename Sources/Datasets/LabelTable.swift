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

  /// The classes of the table.
  var classes: Set<String> { Set(classOfName.values) }

  /// The number of names in it.
  var count: Int { classOfName.count }

  /// The classes of some of its names.
  func classes(of names: some Sequence<String>) -> Set<String> { Set(names.compactMap { classOfName[$0] }) }

  /// The names in the table that images have, each of which names one image.
  ///
  /// - Throws: `badData` if a row without folders names several images.
  func names(of images: any ImageDataset) throws(DatasetError) -> Set<String> {
    var rowOfName: [String: String] = [:]
    for index in 0..<images.count {
      let name = images.name(at: index)
      guard let row = row(of: name) else { continue }
      if let other = rowOfName.updateValue(name, forKey: row) {
        throw DatasetError(
          .badData, "\(source) names \(row), which both \(other) and \(name) are; write paths inside the data set")
      }
    }
    return Set(rowOfName.keys)
  }

  /// The error for a table that names no image at all.
  func namesNone(of images: any ImageDataset) -> DatasetError {
    let example = images.count > 0 ? ", such as \(images.name(at: 0))" : ""
    let none = images.count == 1 ? "does not name the only image" : "names none of the \(images.count) images"
    return DatasetError(.badData, "\(source) \(none); write their paths inside the data set\(example)")
  }

  /// The images under the classes of the table, or under their own in a part that the table does not name.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - classNames: All classes.
  ///   - keepsOwn: Whether the images keep the classes that they have.
  /// - Returns: The same images.
  func applied(to images: any ImageDataset, classNames: [String], keepsOwn: Bool) -> any ImageDataset {
    let numbers = Dictionary(uniqueKeysWithValues: classNames.enumerated().map { ($1, $0) })
    let labels = (0..<images.count).map { index -> Int? in
      if keepsOwn { return images.label(at: index).flatMap { numbers[images.classNames[$0]] } }
      return row(of: images.name(at: index)).flatMap { classOfName[$0] }.flatMap { numbers[$0] }
    }
    return Relabelled(base: images, classNames: classNames, labels: labels)
  }

  /// The row of an image: by its whole name, by the last part of it, by these without the suffix.
  private func row(of name: String) -> String? {
    if classOfName[name] != nil { return name }
    let last = name.split(separator: "/").last.map(String.init) ?? name
    if classOfName[last] != nil { return last }
    func stem(_ text: String) -> String? {
      text.lastIndex(of: ".").flatMap { $0 > text.startIndex ? String(text[..<$0]) : nil }
    }
    return [stem(name), stem(last)].compactMap { $0 }.first { classOfName[$0] != nil }
  }
}
