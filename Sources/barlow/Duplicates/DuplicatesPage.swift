import Augmentation
import Datasets
import Duplicates
import Formatting
import Images
import Reporting

/// A page that shows groups of duplicates side by side.
struct DuplicatesPage {
  private let summary: DuplicatesSummary
  private let dataset: any ImageDataset
  private let settings: DuplicateSettings

  /// More groups make a page that browsers are slow with.
  private static let mostGroups = 500
  /// More images of a group say nothing new.
  private static let mostImages = 12
  private static let side = 200

  init(_ summary: DuplicatesSummary, _ dataset: any ImageDataset, _ settings: DuplicateSettings) {
    (self.summary, self.dataset, self.settings) = (summary, dataset, settings)
  }

  /// The document.
  ///
  /// - Throws: What `progress` throws; `ImageError` when memory is short.
  func html(_ progress: (WorkProgress) throws -> Void) throws -> HTML {
    let shown = summary.groups.prefix(Self.mostGroups)
    let decoder = ImageDecoder(valueRange: settings.valueRange)
    let sections = try shown.enumerated().map { number, group -> PageSection in
      try progress(WorkProgress("page", done: number, of: shown.count))
      let images = [group.kept] + group.others
      let figures = try images.prefix(Self.mostImages).enumerated().map { place, image in
        try figure(image, place == 0 ? "keep: \(group.reason)" : DuplicatesSummary.changes(image), decoder)
      }
      let rest = images.count - figures.count
      let more: HTML = rest > 0 ? "<p>and \(rest) more</p>" : ""
      return PageSection(
        id: "group-\(number + 1)", title: "Group \(number + 1): \(images.count) images",
        body: "<div style=\"display:flex;flex-wrap:wrap;gap:1rem\">\(figures)</div>\(more)")
    }
    let hidden = summary.groups.count - shown.count
    let rest = hidden > 0 ? " The first \(shown.count) groups are shown." : ""
    return Page(
      title: "Duplicates", subtitle: "\(summary.line).\(rest)", sections: sections,
      footer: "<p>Nothing was changed. <code>barlow duplicates</code> prints the same with <code>--list</code>.</p>"
    ).html
  }

  private func figure(_ image: DuplicateImage, _ caption: String, _ decoder: ImageDecoder) throws -> HTML {
    let size = image.width > 0 ? "\(image.width)×\(image.height)" : ""
    let facts = [size, DuplicatesSummary.size(image.sizeBytes)].filter { !$0.isEmpty }.joined(separator: ", ")
    let picture: HTML
    if let small = try small(image.index, decoder) {
      picture =
        "<img src=\"\(try small.photographAddress())\" width=\"\(small.width)\" height=\"\(small.height)\" alt=\"\(image.path)\">"
    } else {
      picture = "<p>cannot be shown</p>"
    }
    return """
      <figure style="margin:0;max-width:\(Self.side)px;overflow-wrap:anywhere">\(picture)<figcaption><strong>\(caption)</strong><br>\
      \(image.path)<br>\(facts)</figcaption></figure>
      """
  }

  /// A small picture of an image; nil if it cannot be read, as may be where only bytes were compared.
  private func small(_ index: Int, _ decoder: ImageDecoder) throws -> Image? {
    do {
      let image: Image
      switch try dataset.source(at: index) {
      case .decoded(let decoded): image = decoded
      case .encoded(let bytes): image = try decoder.decode(bytes, channels: 3)
      }
      let longer = max(image.width, image.height)
      guard longer > Self.side else { return image }
      return image.resized(
        to: PixelSize(
          width: max(1, image.width * Self.side / longer), height: max(1, image.height * Self.side / longer)))
    } catch let error as ImageError where error.kind == .outOfMemory {
      throw error
    } catch {
      return nil
    }
  }
}
