/// Which folders of a tree are the parts of a data set, and which are its classes.
///
/// Folders that only wrap others, as in `set/images/CLASS` or `data/train`, are passed through. A folder is divided if it holds one
/// that is called like a training part and another one that is called like a test or validation part, or nothing else, or only
/// what has no classes. Every other folder with folders in it is one of classes.
struct FolderParts: Sendable {
  /// A part, or all of a data set that is not divided.
  struct Part: Sendable {
    /// What it is; nil for all of a data set.
    let kind: PartName?
    /// The path of its folder, for people; empty for the root.
    let name: String
    /// The folder whose content it is.
    let top: Int
    /// The folders that are its classes; none for one without.
    fileprivate(set) var classes: [Int]
    /// The number of its images.
    let images: Int
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
    dropClassesThatNobodyTrains(tree)
  }

  /// Whether it is divided into parts.
  var isDivided: Bool { parts.contains { $0.kind != nil } }

  /// The part to learn from; nil if it is divided and has none.
  var training: Part? { parts.first { $0.kind == nil || $0.kind == .train } }

  /// The part to measure with: `test` before a validation part, but one with classes before one without.
  var test: Part? {
    let candidates = parts.filter { $0.kind == .test } + parts.filter { $0.kind == .validation }
    return candidates.first { !$0.classes.isEmpty } ?? candidates.first
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

  private mutating func resolve(_ folder: Int, _ tree: FolderTree) {
    let children = tree.children(of: folder)
    if divide(folder, children, tree) { return }
    if tree.folders[folder].directImages == 0 {
      if children.count == 1, tree.hasChildren(children[0]) { return resolve(children[0], tree) }
      if let images = imagesBesideAnnotations(children, tree) { return resolve(images, tree) }
    }
    parts.append(part(nil, folder, tree))
  }

  /// Divides a folder into parts if it is one of parts.
  private mutating func divide(_ folder: Int, _ children: [Int], _ tree: FolderTree) -> Bool {
    let kinds = children.map { PartName(folder: tree.folders[$0].name) }
    guard kinds.contains(where: { $0 != nil }) else { return false }
    let others = zip(children, kinds).filter { $0.1 == nil }.map(\.0)
    let hasTraining = kinds.contains(.train)
    let hasTest = kinds.contains { $0 == .test || $0 == .validation }
    let isDivided =
      if hasTraining {
        // A class may be called `train`, but then it holds images as the others do.
        hasTest || others.isEmpty || zip(children, kinds).contains { $0.1 == .train && tree.hasChildren($0.0) }
      } else {
        // Parts to measure with and nothing to learn from: as soon as there are two of them.
        others.isEmpty && children.count > 1
      }
    guard isDivided else { return false }
    for (child, kind) in zip(children, kinds) {
      if let kind { parts.append(part(kind, child, tree)) } else { leaveOut(child, tree) }
    }
    if tree.folders[folder].directImages > 0 {
      beside.append((tree.path(of: folder).isEmpty ? "." : tree.path(of: folder), tree.folders[folder].directImages))
    }
    return true
  }

  private mutating func leaveOut(_ folder: Int, _ tree: FolderTree) {
    beside.append((tree.path(of: folder), tree.folders[folder].images))
  }

  /// The folder of images among children of which all others hold what was drawn or noted of them; nil if there is no such pair.
  private mutating func imagesBesideAnnotations(_ children: [Int], _ tree: FolderTree) -> Int? {
    func name(_ folder: Int) -> String { NameText.text(tree.folders[folder].name).lowercased() }
    let images = children.filter { Self.imageNames.contains(name($0)) }
    let annotations = children.filter { Self.annotationNames.contains(name($0)) }
    guard images.count == 1, images.count + annotations.count == children.count, !annotations.isEmpty else {
      return nil
    }
    for folder in annotations { leaveOut(folder, tree) }
    return images[0]
  }

  /// A part that is the content of `folder`, whose classes may stand below folders that wrap them.
  private mutating func part(_ kind: PartName?, _ folder: Int, _ tree: FolderTree) -> Part {
    var top = folder
    while tree.folders[top].directImages == 0 {
      let children = tree.children(of: top)
      if children.count == 1, tree.hasChildren(children[0]) {
        top = children[0]
      } else if let images = imagesBesideAnnotations(children, tree) {
        top = images
      } else {
        break
      }
    }
    var classes = tree.children(of: top)
    // A folder that is all there is tells nothing apart; in a part it may be a class of another part, unless it is called after
    // its content as in `val/images/1.jpg`.
    if classes.count == 1, tree.folders[top].directImages == 0,
      kind == nil || Self.imageNames.contains(NameText.text(tree.folders[classes[0]].name).lowercased())
    {
      classes = []
    }
    return Part(
      kind: kind, name: tree.path(of: folder), top: top, classes: classes, images: tree.folders[folder].images)
  }

  /// A part to measure with whose only folder is none of the training part's classes, such as `test/unknown`, has no classes.
  private mutating func dropClassesThatNobodyTrains(_ tree: FolderTree) {
    guard let training else { return }
    let known = Set(training.classes.map { NameText.text(tree.folders[$0].name) })
    guard known.count > 1 else { return }
    for index in parts.indices where parts[index].kind != .train && parts[index].classes.count == 1 {
      if !known.contains(NameText.text(tree.folders[parts[index].classes[0]].name)) { parts[index].classes = [] }
    }
  }
}
