import Foundation
import Images

/// What a user names to have something done with every image of it: data sets, image files, or both.
public struct ImageCollection {
  private enum Member {
    case data(DatasetDescription)
    case files([[UInt8]])
  }

  private var members: [Member] = []

  /// What it is called: what was named, with commas.
  public let description: String

  /// The data sets and files of some words.
  ///
  /// - Parameters:
  ///   - words: Each what ``DatasetDescription`` understands, or the path of an image file.
  ///   - list: Paths of image files, folders and `.tar` files by their bytes, as programs write them; nil for none.
  /// - Throws: `usage` for a word that is neither; `missingInput` for a list without paths.
  public init(_ words: [String], list: [UInt8]? = nil) throws(DatasetError) {
    description = (words + (list == nil ? [] : [Self.listName])).joined(separator: ", ")
    for word in words {
      if Self.isImage(word) {
        add(Array(word.utf8))
      } else {
        members.append(.data(try DatasetDescription(parsing: word)))
      }
    }
    guard let list else { return }
    let paths = Self.paths(in: list)
    guard !paths.isEmpty else {
      throw DatasetError(.missingInput, "\(Self.listName) names no images; give a path a line")
    }
    for path in paths {
      if let text = String(validating: path, as: UTF8.self), FileReader.isFolder(text) || ShardName.isOne(path) {
        members.append(.data(try DatasetDescription(parsing: text)))
      } else {
        add(path)
      }
    }
  }

  private static let listName = "the list on standard input"

  /// The data sets in it.
  public var datasets: [DatasetDescription] {
    members.compactMap { if case .data(let data) = $0 { data } else { nil } }
  }

  /// The image files that are named one by one.
  public var files: [String] {
    members.flatMap { member -> [String] in
      guard case .files(let paths) = member else { return [] }
      return paths.compactMap { String(validating: $0, as: UTF8.self) }
    }
  }

  /// Opens all of it.
  ///
  /// - Parameters:
  ///   - split: The part of data sets.
  ///   - testPart: The folder of the part to measure with; nil for the one that fits best.
  ///   - labels: The class of each image by its name, in place of folders; nil for what the data say themselves.
  ///   - requiresFiles: Whether a file that is not there is an error at once.
  ///   - tell: Told what each data set was understood to be.
  /// - Returns: The images in the order of the words. Of several members the names are paths: those of a data set with its own before.
  /// - Throws: As ``OpenedData``, and `missingInput` for a file that is not there.
  public func open(
    split: DatasetSplit, testPart: String? = nil, labels: LabelTable? = nil, requiresFiles: Bool = true,
    tell: (DataSummary) -> Void = { _ in }
  ) throws(DatasetError) -> (images: any ImageDataset, summaries: [DataSummary]) {
    if members.count == 1, case .data(let data) = members[0] {
      let opened = try OpenedData(data, testPart: testPart, labels: labels)
      tell(opened.summary)
      return (try opened.open(split: split, memoryLimitBytes: 0), [opened.summary])
    }
    var (parts, summaries): ([JoinedImages.Part], [DataSummary]) = ([], [])
    for member in members {
      switch member {
      case .data(let data):
        let opened = try OpenedData(data, testPart: testPart)
        tell(opened.summary)
        summaries.append(opened.summary)
        parts.append(JoinedImages.Part(prefix: "\(data)/", images: try opened.open(split: split, memoryLimitBytes: 0)))
      case .files(let paths):
        let files = ImageFiles(paths)
        if requiresFiles { try files.requireAll() }
        parts.append(JoinedImages.Part(prefix: "", images: files))
      }
    }
    let joined = JoinedImages(parts)
    guard let labels else { return (joined, summaries) }
    guard try !labels.names(of: joined).isEmpty else { throw labels.namesNone(of: joined) }
    return (labels.applied(to: joined, classNames: labels.classes.inClassOrder(), keepsOwn: false), summaries)
  }

  private mutating func add(_ path: [UInt8]) {
    guard case .files(var paths)? = members.last else {
      members.append(.files([path]))
      return
    }
    // Taken out meanwhile: a long list would be copied for each of its paths.
    members.removeLast()
    paths.append(path)
    members.append(.files(paths))
  }

  /// Whether a word is the path of a file that is an image, by its content or, of a damaged one, by its name.
  private static func isImage(_ word: String) -> Bool {
    let bytes = Array(word.utf8)
    guard FileReader.isFile(bytes), !ShardName.isOne(bytes) else { return false }
    return ImageFileName.isImage(bytes[...])
      || FileReader.beginning(bytes, count: 32).flatMap(ImageFormat.detect) != nil
  }

  /// The paths of a list: a line each, or between bytes of 0 as `find -print0` has it, by which names may hold line ends.
  private static func paths(in list: [UInt8]) -> [[UInt8]] {
    let separator = list.contains(0) ? 0 : UInt8(ascii: "\n")
    return list.split(separator: separator).map { line in
      Array(separator != 0 && line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
    }
    .filter { !$0.isEmpty }
  }
}
