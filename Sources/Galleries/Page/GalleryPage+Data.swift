import Foundation
import Reporting

extension GalleryPage {
  /// Similarities are told in ten-thousandths, shares in thousandths.
  private static let similaritySteps: Float = 10_000
  private static let shareSteps = 1000.0

  /// Everything but the pictures that the script needs; `order` are the rows in the order of the pictures.
  func data(order: [Int]) throws -> HTML {
    var slots = [Int32](repeating: 0, count: order.count)
    for (slot, row) in order.enumerated() { slots[row] = Int32(slot) }
    let rows = order.indices
    let (folders, folderOfRow) = folders(rows)
    let verdicts = gallery.verdicts
    func share(_ value: Double?) -> Int16 { value.map { Int16(($0 * Self.shareSteps).rounded()) } ?? -1 }
    return try HTML(json: [
      "names": rows.map(images.name), "classes": classNames, "folders": folders,
      "folder": PackedNumbers.text(folderOfRow), "labels": PackedNumbers.text(gallery.labels.map { Int32($0 ?? -1) }),
      "clusters": PackedNumbers.text(gallery.groups.labels), "slots": PackedNumbers.text(slots),
      "places": PackedNumbers.text(gallery.map.places.flatMap { [MapOrder.steps($0.x), MapOrder.steps($0.y)] }),
      "k": gallery.neighbors.k, "neighbors": PackedNumbers.text(gallery.neighbors.rows),
      "similarities": PackedNumbers.text(
        gallery.neighbors.similarities.map { Int16((min(max($0, -1), 1) * Self.similaritySteps).rounded()) }),
      "own": PackedNumbers.text(verdicts.map { share($0?.ownShare) }),
      "confidence": PackedNumbers.text(verdicts.map { share($0?.confidence) }),
      "suggestion": PackedNumbers.text(verdicts.map { Int32($0?.suggestion ?? -1) }),
    ])
  }

  /// The name of each class, by its number where it has no name.
  private var classNames: [String] {
    let names = images.dataset.classNames
    let most = gallery.labels.lazy.compactMap { $0 }.max() ?? -1
    return (0..<max(names.count, most + 1)).map { names.indices.contains($0) ? names[$0] : "\($0)" }
  }

  /// What stands before the names of the images in their links, each once, and which of it belongs to each row; −1 without a link.
  private func folders(_ rows: Range<Int>) -> ([String], [Int32]) {
    var folders: [String] = []
    var known: [String: Int32] = [:]
    let numbers = rows.map { row -> Int32 in
      guard let link = links(row) else { return -1 }
      let name = images.name(row)
      guard link.hasSuffix(name) else { return -1 }
      let folder = String(link.dropLast(name.count))
      if let number = known[folder] { return number }
      known[folder] = Int32(folders.count)
      folders.append(folder)
      return Int32(folders.count - 1)
    }
    return (folders, numbers)
  }
}
