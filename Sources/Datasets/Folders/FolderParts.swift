/// Which folders of a tree are the parts of a data set, and which are its classes.
///
/// Folders that only wrap others, as in `set/images/CLASS` or `data/train`, are passed through. A folder is divided if it holds one
/// that is called like a training part and another one that is called like a test or validation part, or nothing else, or only
/// what has no classes. Every other folder with folders in it is one of classes, each of which may be divided itself.
struct FolderParts: Sendable {
  /// A part, or all of a data set that is not divided.
  struct Part: Sendable {
    /// What it is; nil for all of a data set.
    let kind: PartName?
    /// The path of its folder, for people; empty for the root.
    let name: String
    /// The folders whose content it is: several where they differ in numbers only, or stand in each class.
    fileprivate(set) var tops: [Int]
    /// The folders that are its classes; none for one without.
    fileprivate(set) var classes: [Int]
    /// The number of its images.
    fileprivate(set) var images: Int
    /// Whether its images have classes, of folders or of labels.
    fileprivate(set) var hasClasses: Bool
    /// Whether a class of its own is one of the training part's.
    fileprivate(set) var sharesClasses = false
  }

  /// The parts, or one that is everything.
  private(set) var parts: [Part] = []
  /// What stands beside the parts or classes and was left out: the path and the number of images.
  private(set) var beside: [(name: String, images: Int)] = []

  private static let imageNames: Set = [
    "images", "imgs", "img", "image", "jpegimages", "jpeg", "jpegs", "pictures", "photos", "jpg", "png",
  ]
  private static let annotationNames: Set = [
    "annotations", "annotation", "masks", "mask", "labels", "trimaps", "segmentation", "segmentations", "bboxes",
    "thumbnails",
    "thumbs", "groundtruth", "ground_truth", "gt", "segmentationclass", "segmentationobject",
  ]

  init(_ tree: FolderTree) {
    resolve(0, tree)
    compareClasses(tree)
  }

  /// Whether it is divided into parts.
  var isDivided: Bool { parts.contains { $0.kind != nil } }

  /// The part to learn from; nil if it is divided and has none.
  var training: Part? { parts.first { $0.kind == nil || $0.kind == .train } }

  /// The part to measure with: `test` before a validation part, but first one that shares classes with the training part, then one
  /// with classes of its own.
  var test: Part? {
    let candidates = parts.filter { $0.kind == .test } + parts.filter { $0.kind == .validation }
    return candidates.first { $0.hasClasses && $0.sharesClasses } ?? candidates.first(where: \.hasClasses)
      ?? candidates.first
  }

  /// The part whose folder or kind has a name that a user gives; nil if there is none.
  func part(named name: String) -> Part? {
    let wanted = name.split(separator: "/").joined(separator: "/")
    if let exact = parts.first(where: { $0.kind != nil && ($0.name == wanted || $0.name.hasSuffix("/" + wanted)) }) {
      return exact
    }
    guard let kind = PartName(folder: Array(wanted.utf8)) else { return nil }
    return parts.first { $0.kind == kind }
  }

  /// Takes labels that stand beside images, as in archives, for the classes of parts.
  mutating func label(_ isLabelled: (Part) -> Bool) {
    for index in parts.indices {
      parts[index].hasClasses = isLabelled(parts[index])
      parts[index].sharesClasses = parts[index].hasClasses
    }
  }

  // MARK: - What is what

  private mutating func resolve(_ folder: Int, _ tree: FolderTree) {
    let children = tree.children(of: folder)
    if divide(folder, children, tree) { return }
    // The one folder that is divided is the data, whatever pictures stand beside it.
    let divided = children.filter { Self.isDivided($0, tree) }
    if divided.count == 1 {
      for child in children where child != divided[0] { leaveOut(child, tree) }
      leaveOutDirect(folder, tree)
      return resolve(divided[0], tree)
    }
    if let below = wrapped(folder, children, tree) { return resolve(below, tree) }
    if divideClasses(children, tree) { return }
    parts.append(part(nil, folder, tree))
  }

  /// The folder that `folder` only wraps: the only one, with at most a few pictures beside it, or that of images beside annotations.
  private mutating func wrapped(_ folder: Int, _ children: [Int], _ tree: FolderTree) -> Int? {
    let direct = tree.folders[folder].directImages
    if children.count == 1, tree.hasChildren(children[0]), 20 * direct < tree.folders[folder].images {
      leaveOutDirect(folder, tree)
      return children[0]
    }
    return direct == 0 ? imagesBesideAnnotations(children, tree) : nil
  }

  /// The part that each of some folders is by its name; words that several of them share say nothing.
  private static func kinds(of children: [Int], _ tree: FolderTree) -> [PartName?] {
    PartName.kinds(ofFolders: children.map { tree.folders[$0].name })
  }

  /// Whether a folder holds a training part and another one.
  private static func isDivided(_ folder: Int, _ tree: FolderTree) -> Bool {
    let kinds = kinds(of: tree.children(of: folder), tree)
    return kinds.contains(.train) && kinds.contains { $0 == .test || $0 == .validation }
  }

  /// Divides a folder into parts if it is one of parts.
  private mutating func divide(_ folder: Int, _ children: [Int], _ tree: FolderTree) -> Bool {
    let kinds = Self.kinds(of: children, tree)
    guard kinds.contains(where: { $0 != nil }) else { return false }
    let others = zip(children, kinds).filter { $0.1 == nil && !Self.holdsAnnotations($0.0, tree) }.map(\.0)
    let hasTest = kinds.contains { $0 == .test || $0 == .validation }
    let isDivided =
      if kinds.contains(.train) {
        // A class may be called `train`, but then it holds images as the others do.
        hasTest || others.isEmpty || zip(children, kinds).contains { $0.1 == .train && tree.hasChildren($0.0) }
      } else {
        // Parts to measure with and nothing to learn from: as soon as there are two of them.
        others.isEmpty && children.count > 1
      }
    guard isDivided else { return false }
    for (child, kind) in zip(children, kinds) {
      if let kind { add(part(kind, child, tree)) } else { leaveOut(child, tree) }
    }
    leaveOutDirect(folder, tree)
    return true
  }

  /// Adds a part, to one of the same kind whose name differs in numbers only.
  private mutating func add(_ part: Part) {
    func letters(_ name: String) -> String { name.filter { !$0.isNumber } }
    guard
      let index = parts.firstIndex(where: {
        $0.kind == part.kind && $0.name != part.name && letters($0.name) == letters(part.name)
      })
    else { return parts.append(part) }
    parts[index].tops += part.tops
    parts[index].classes += part.classes
    parts[index].images += part.images
    parts[index].hasClasses = parts[index].hasClasses || part.hasClasses
  }

  /// Divides classes each of which holds the same parts, as in `CLASS/train` and `CLASS/test`.
  private mutating func divideClasses(_ children: [Int], _ tree: FolderTree) -> Bool {
    guard children.count > 1 else { return false }
    var tops: [(kind: PartName, folders: [Int])] = []
    for child in children {
      let inner = tree.children(of: child)
      let kinds = Self.kinds(of: inner, tree)
      guard !inner.isEmpty, tree.folders[child].directImages == 0, kinds.contains(.train),
        kinds.allSatisfy({ $0 != nil })
      else { return false }
      for (folder, kind) in zip(inner, kinds) {
        guard let kind else { continue }
        if let index = tops.firstIndex(where: { $0.kind == kind }) {
          tops[index].folders.append(folder)
        } else {
          tops.append((kind, [folder]))
        }
      }
    }
    for (kind, folders) in tops {
      parts.append(
        Part(
          kind: kind, name: NameText.text(tree.folders[folders[0]].name), tops: folders,
          classes: folders.map { tree.folders[$0].parent },
          images: folders.reduce(0) { $0 + tree.folders[$1].images }, hasClasses: true))
    }
    return true
  }

  private mutating func leaveOut(_ folder: Int, _ tree: FolderTree) {
    beside.append((tree.path(of: folder), tree.folders[folder].images))
  }

  /// Leaves out the pictures that stand directly in a folder of parts.
  private mutating func leaveOutDirect(_ folder: Int, _ tree: FolderTree) {
    let images = tree.folders[folder].directImages
    guard images > 0 else { return }
    let path = tree.path(of: folder)
    beside.append((path.isEmpty ? "." : path, images))
  }

  private static func lowercasedName(_ folder: Int, _ tree: FolderTree) -> String {
    NameText.text(tree.folders[folder].name).lowercased()
  }

  private static func holdsAnnotations(_ folder: Int, _ tree: FolderTree) -> Bool {
    annotationNames.contains(lowercasedName(folder, tree))
  }

  /// The folder of images among children of which all others hold what was drawn or noted of them; nil if there is no such pair.
  private mutating func imagesBesideAnnotations(_ children: [Int], _ tree: FolderTree) -> Int? {
    let images = children.filter { Self.imageNames.contains(Self.lowercasedName($0, tree)) }
    let annotations = children.filter { Self.holdsAnnotations($0, tree) }
    guard images.count == 1, images.count + annotations.count == children.count, !annotations.isEmpty else {
      return nil
    }
    for folder in annotations { leaveOut(folder, tree) }
    return images[0]
  }

  /// A part that is the content of `folder`, whose classes may stand below folders that wrap them.
  private mutating func part(_ kind: PartName?, _ folder: Int, _ tree: FolderTree) -> Part {
    var top = folder
    while let below = wrapped(top, tree.children(of: top), tree) { top = below }
    var classes = tree.children(of: top)
    // A folder that is all there is tells nothing apart; in a part it may be a class of another part, unless it is called after
    // its content as in `val/images/1.jpg`.
    if classes.count == 1, tree.folders[top].directImages == 0,
      kind == nil || Self.imageNames.contains(Self.lowercasedName(classes[0], tree))
    {
      classes = []
    }
    return Part(
      kind: kind, name: tree.path(of: folder), tops: [top], classes: classes, images: tree.folders[top].images,
      hasClasses: !classes.isEmpty)
  }

  /// Compares the classes of parts with those of the training part.
  ///
  /// A part to measure with whose only folder is none of the training part's classes, such as `test/unknown`, has no classes.
  private mutating func compareClasses(_ tree: FolderTree) {
    guard let training else { return }
    let known = Set(training.classes.map { NameText.text(tree.folders[$0].name) })
    for index in parts.indices {
      let own = parts[index].classes.map { NameText.text(tree.folders[$0].name) }
      parts[index].sharesClasses = own.contains(where: known.contains)
      if parts[index].kind != .train, own.count == 1, known.count > 1, !parts[index].sharesClasses {
        parts[index].classes = []
        parts[index].hasClasses = false
      }
    }
  }
}
