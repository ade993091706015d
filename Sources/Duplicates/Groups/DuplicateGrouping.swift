import Datasets
import Images

/// Makes groups of images that belong together: chooses the one to keep, and says what the others differ in.
struct DuplicateGrouping {
  /// An image of a group.
  struct Member {
    let index: Int
    /// No pixels where it was not decoded.
    let size: PixelSize
    let sizeBytes: Int
    /// Those of equal rows have equal bytes.
    let row: Int
  }

  private let dataset: any ImageDataset
  private let settings: DuplicateSettings

  init(_ dataset: any ImageDataset, _ settings: DuplicateSettings) {
    (self.dataset, self.settings) = (dataset, settings)
  }

  /// The group of some images.
  ///
  /// - Parameters:
  ///   - members: The images, in the order of the data set.
  ///   - agreement: How far the pictures of two rows agree; nil if nowhere.
  /// - Returns: The group.
  /// - Throws: `DatasetError` for an image that can no longer be read; what `agreement` throws.
  func group(
    of members: [Member], agreement: (_ kept: Int, _ other: Int) throws -> Agreement? = { _, _ in nil }
  ) throws -> DuplicateGroup {
    let files = try members.map { try ownFile($0.index) }
    let decoder = ImageDecoder(valueRange: settings.valueRange)
    // Equal bytes are equally sharp.
    var known: [Int: Double] = [:]
    let isSame = Set(members.map(\.row)).count == 1
    let (place, reason) = try Keeping.choose(
      count: members.count, pixels: { members[$0].size.width * members[$0].size.height },
      sharpness: { place in
        guard !isSame else { return 0 }
        let row = members[place].row
        let value = try known[row] ?? sharpness(members[place].index, decoder)
        known[row] = value
        return value
      }, modified: { files[$0]?.modifiedNanoseconds }, sizeBytes: { members[$0].sizeBytes })
    let kept = members[place]
    var agreements: [Int: Agreement?] = [:]
    let others = try members.indices.filter { $0 != place }.map { other -> DuplicateImage in
      let member = members[other]
      let isCopy = member.row == kept.row
      let found = try isCopy ? nil : agreements[member.row] ?? agreement(kept.row, member.row)
      agreements[member.row] = found
      let changes: [DuplicateChange]
      if isCopy {
        let isFile = files[other] != nil && files[other]?.identity == files[place]?.identity
        changes = [isFile ? .sameFile : .copy]
      } else {
        changes = self.changes(found, kept.size, member.size)
      }
      return image(member, files[other], changes: changes, similarity: isCopy ? 1 : found?.details)
    }
    return DuplicateGroup(
      kept: image(kept, files[place], changes: [], similarity: nil), reason: reason, others: others)
  }

  private func changes(_ agreement: Agreement?, _ kept: PixelSize, _ other: PixelSize) -> [DuplicateChange] {
    guard let agreement, agreement.details >= settings.threshold else { return [.similar] }
    let placement = agreement.placement
    var changes: [DuplicateChange] = []
    if placement.window.isCrop { changes.append(.cropped) }
    if placement.orientation != 0 { changes.append(placement.isMirrored ? .mirrored : .rotated) }
    let size = placement.orientation & 4 == 0 ? other : PixelSize(width: other.height, height: other.width)
    if !placement.window.isCrop, size != kept { changes.append(.resized) }
    if agreement.isRecolored { changes.append(.recolored) }
    return changes.isEmpty ? [.reencoded] : changes
  }

  private func image(
    _ member: Member, _ file: SourceFile?, changes: [DuplicateChange], similarity: Float?
  ) -> DuplicateImage {
    DuplicateImage(
      index: member.index, path: file?.path ?? dataset.name(at: member.index), isFile: file != nil,
      width: member.size.width,
      height: member.size.height, sizeBytes: member.sizeBytes, changes: changes, similarity: similarity)
  }

  /// The file of an image; nil where it has none of its own, as in an archive.
  private func ownFile(_ index: Int) throws -> SourceFile? {
    let name = dataset.name(at: index)
    let last = name.split(separator: "/").last.map(String.init) ?? name
    guard let file = try dataset.sourceFiles(of: [index])?.first, file.path.hasSuffix(last) else { return nil }
    return file
  }

  private func sharpness(_ index: Int, _ decoder: ImageDecoder) throws -> Double {
    do {
      switch try dataset.source(at: index) {
      case .decoded(let image): return Keeping.sharpness(of: image)
      case .encoded(let bytes): return Keeping.sharpness(of: try decoder.decode(bytes, channels: 3))
      }
    } catch {
      throw DatasetError.rendering(error, of: dataset.name(at: index))
    }
  }
}
