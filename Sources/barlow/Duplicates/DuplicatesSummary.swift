import Datasets
import Duplicates
import Formatting

/// What `barlow duplicates` found, for programs and for people.
struct DuplicatesSummary: Encodable {
  /// What images were compared by.
  let descriptor: String
  let model: String?
  let threshold: Float?
  let cosine: Float?
  let images: Int
  /// How many images could not be read.
  let skipped: Int
  /// How many images had more candidates than are compared.
  let crowded: Int
  /// How many pairs were compared in detail.
  let comparedPairs: Int
  let groups: [DuplicateGroup]
  /// How many images could go.
  let surplus: Int
  /// How many bytes they take.
  let surplusBytes: Int
  let page: String?
  let seconds: Double
  let datasets: [DataSummary]

  init(
    _ search: DuplicateSearch, _ settings: DuplicateSettings, model: String?, datasets: [DataSummary], page: String?,
    seconds: Double
  ) {
    descriptor =
      settings.isExact
      ? "bytes"
      : model == nil ? "cosine coefficients, untrained" : "cosine coefficients, untrained, and the model's features"
    self.model = model
    threshold = settings.isExact ? nil : settings.threshold
    cosine = settings.leastCosine
    (images, skipped, crowded) = (search.imageCount, search.skippedCount, search.crowdedCount)
    (comparedPairs, groups) = (search.comparedPairs, search.groups)
    let gone = search.groups.flatMap(\.surplus)
    (surplus, surplusBytes) = (gone.count, gone.reduce(0) { $0 + $1.sizeBytes })
    (self.page, self.seconds, self.datasets) = (page, seconds, datasets)
  }

  /// The groups, and a line about all.
  var text: String {
    let blocks = groups.map { group -> String in
      let rows = ([group.kept] + group.others).enumerated().map { place, image in
        [
          place == 0 ? "keep" : "", image.path, image.width > 0 ? "\(image.width)×\(image.height)" : "",
          Self.size(image.sizeBytes), place == 0 ? group.reason : Self.changes(image),
        ]
      }
      return TextTable.lines(rows, leftColumns: [0, 1, 4]).joined(separator: "\n")
    }
    return (blocks + [line]).joined(separator: "\n\n")
  }

  /// One line about all.
  var line: String {
    let found =
      groups.isEmpty
      ? "no duplicates"
      : "\(NumberText.count(groups.count, "group")), \(NumberText.count(surplus, "image")) could go (\(Self.size(surplusBytes)))"
    let by =
      threshold.map { "; compared by \(descriptor), threshold \(NumberText.plain(Double($0)))" }
      ?? "; compared by bytes"
    return "\(found) among \(NumberText.count(images, "image"))\(by)"
  }

  /// What an image differs in, with how similar it is.
  static func changes(_ image: DuplicateImage) -> String {
    let words = image.changes.map(\.rawValue).joined(separator: ", ")
    guard let similarity = image.similarity, similarity < 1 else { return words }
    return words + " (" + NumberText.fixed(Double(similarity), decimals: 3) + ")"
  }

  /// A number of bytes for people.
  static func size(_ bytes: Int) -> String {
    switch bytes {
    case ..<1: ""
    case ..<1_000_000: "\(NumberText.fixed(Double(bytes) / 1000, decimals: 1)) kB"
    default: "\(NumberText.fixed(Double(bytes) / 1_000_000, decimals: 1)) MB"
    }
  }
}
