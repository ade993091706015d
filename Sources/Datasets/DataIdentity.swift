import Files

/// By what a data set is known again: how many images it has, and a digest of their names and sizes.
public struct DataIdentity: Codable, Equatable, Sendable {
  /// The number of images.
  public let images: Int
  /// SHA-256 of the names and sizes of the images' files, in their order, as hexadecimal digits.
  public let digest: String

  /// Short, for people.
  package var summary: String { "\(images) images (digest \(digest.prefix(12)))" }

  /// How many images are asked for their files at once.
  private static let chunk = 4096

  /// Looks at the name and the size of each image, not at its content.
  ///
  /// - Throws: `missingInput` for a file that is gone, `inputOutput` if the system refuses.
  public init(of dataset: any ImageDataset) throws(DatasetError) {
    var hash = SHA256()
    var containers: [SourceFile]?
    for start in stride(from: 0, to: dataset.count, by: Self.chunk) {
      let indices = Array(start..<min(start + Self.chunk, dataset.count))
      // Images that share files, as those in archives do, name the same ones each time.
      let files = containers == nil ? try dataset.sourceFiles(of: indices) : nil
      let hasOwnFiles = files.map { $0.count == indices.count && $0.count > 1 } ?? false
      if let files, !hasOwnFiles, containers == nil {
        containers = files
        for file in files { hash.update(field: String(file.sizeBytes)) }
      }
      for (position, index) in indices.enumerated() {
        hash.update(field: dataset.name(at: index))
        if hasOwnFiles, let files { hash.update(field: String(files[position].sizeBytes)) }
      }
    }
    images = dataset.count
    digest = hash.hexadecimal
  }
}
