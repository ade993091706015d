import Files
import Foundation
import TensorFiles
import Torch

/// Features that were computed once, in a folder of safetensors files named after their keys.
///
/// A file appears whole or not at all and carries a digest of its content. The folder is bounded: the files that were used
/// longest ago go first.
public struct FeatureCache: Sendable {
  /// The folder; it is made when the first features are kept.
  public let folder: String
  /// How many files are kept.
  public var largestCount = 16
  /// How many bytes all files may take: 2 GiB.
  public var largestBytes = 2 << 30
  /// What a killed process left half written goes after an hour, when nobody can still be writing it.
  private static let partialSeconds = 3600.0

  public init(folder: String) { self.folder = folder }

  /// The file of some features.
  func file(for key: FeatureKey) -> String { "\(folder)/\(key.digest).safetensors" }

  /// The features of a key; nil if there are none.
  ///
  /// - Throws: `FileError`: `damaged` if the content is not what was written; `inputOutput` if it cannot be read.
  public func features(for key: FeatureKey) throws -> ExtractedFeatures? {
    let path = file(for: key)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let file = try Safetensors(contentsOf: path)
    guard let features = file.tensors["features"], let labels = file.tensors["labels"],
      let names = file.tensors["names"], let indices = file.tensors["indices"],
      file.metadata["digest"] == (try Self.digest(of: file, key))
    else { throw FileError(.damaged, "\(path) is damaged: it does not hold what was written") }
    // The newest are those that are kept.
    utimes(path, nil)
    return try ExtractedFeatures(
      features: features, labels: labels.integers().map { $0 < 0 ? Int?.none : $0 }, names: Self.texts(names),
      indices: indices.integers(), classNames: Self.list(file.metadata["classNames"], path),
      skipped: Self.list(file.metadata["skipped"], path))
  }

  /// Keeps features, and removes those that were used longest ago if there are too many.
  ///
  /// - Returns: False if they alone are larger than the folder may become, and are not kept.
  /// - Throws: `FileError` if they cannot be written.
  public func keep(_ features: ExtractedFeatures, for key: FeatureKey) throws -> Bool {
    try keep(features, indices: features.indices, skipped: features.skipped, for: key)
  }

  /// Keeps features that need not be in memory, and removes those that were used longest ago if there are too many.
  ///
  /// - Parameters:
  ///   - rows: The features; they are gone through twice, first for the digest.
  ///   - indices: The position of each row's image in its data set.
  ///   - skipped: What was said of each image that has no row.
  ///   - key: What they depend on.
  /// - Returns: False if they alone are larger than the folder may become, and are not kept.
  /// - Throws: `FileError` if they cannot be written; what the rows throw.
  func keep(_ rows: some EmbeddingRows, indices: [Int], skipped: [String], for key: FeatureKey) throws -> Bool {
    guard rows.count * (rows.dimension * 4 + 16) < largestBytes else { return false }
    let columns = CachedColumns(rows, indices: indices)
    var metadata = ["classNames": try Self.json(rows.classNames), "skipped": try Self.json(skipped)]
    var hash = Self.hash(of: metadata, key)
    for array in columns.inOrderOfDigest {
      hash.update(field: "\(array.dtype.rawValue) \(array.shape)")
      try columns.append(array.name) { hash.update($0) }
    }
    metadata["digest"] = hash.hexadecimal
    try createFolder(folder)
    try Safetensors.write(columns.inOrderOfNames, metadata: metadata, to: file(for: key)) { try columns.append($0, $1) }
    try removeSurplus()
    return true
  }

  private static func hash(of metadata: [String: String], _ key: FeatureKey) -> SHA256 {
    var hash = SHA256()
    for field in [key.digest, metadata["classNames"] ?? "", metadata["skipped"] ?? ""] { hash.update(field: field) }
    return hash
  }

  private static func digest(of file: Safetensors, _ key: FeatureKey) throws -> String {
    var hash = hash(of: file.metadata, key)
    for name in ["features", "labels", "indices", "names"] {
      if let tensor = file.tensors[name] { try hash.update(tensor) }
    }
    return hash.hexadecimal
  }

  private func removeSurplus() throws {
    struct Entry {
      let path: String
      let sizeBytes: Int
      let date: Date
    }
    let manager = FileManager.default
    // Another process may remove files at the same time; what is gone needs no removing.
    let entries = ((try? manager.contentsOfDirectory(atPath: folder)) ?? []).compactMap { name -> Entry? in
      let path = "\(folder)/\(name)"
      guard let facts = try? manager.attributesOfItem(atPath: path), let size = facts[.size] as? Int,
        let date = facts[.modificationDate] as? Date
      else { return nil }
      return Entry(path: path, sizeBytes: size, date: date)
    }
    for entry in entries
    where entry.path.hasSuffix(".partial") && -entry.date.timeIntervalSinceNow > Self.partialSeconds {
      unlink(entry.path)
    }
    var total = 0
    let files = entries.filter { $0.path.hasSuffix(".safetensors") }.sorted { $0.date > $1.date }
    for (number, entry) in files.enumerated() {
      total += entry.sizeBytes
      if number >= largestCount || (number > 0 && total > largestBytes) { unlink(entry.path) }
    }
  }

  private static func texts(_ tensor: Tensor) throws -> [String] {
    var bytes = [UInt8](repeating: 0, count: tensor.elementCount)
    try bytes.withUnsafeMutableBytes { try tensor.copyBytes(to: $0) }
    return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  private static func json(_ texts: [String]) throws -> String {
    String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
  }

  private static func list(_ text: String?, _ path: String) throws -> [String] {
    guard let text, let list = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
      throw FileError(.damaged, "\(path) is damaged: a list in it cannot be read")
    }
    return list
  }
}
