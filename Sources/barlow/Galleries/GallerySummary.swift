import Clustering
import Datasets
import Formatting
import Galleries

/// What `gallery` wrote.
struct GallerySummary: Encodable {
  /// What neighbours say of classes.
  struct Disagreement: Encodable {
    /// The labelled images that neighbours can tell something of.
    let judged: Int
    /// Those whose class has less than half of the neighbours' votes.
    let disagreeing: Int
    /// Those whose class none of the neighbours has.
    let suspects: Int
  }

  let model: String
  let data: String
  let features: String
  let images: Int
  let dimension: Int
  let clusters: Int
  /// Whether the number of clusters was chosen here.
  let isChosen: Bool
  /// What was tried to choose it; nil where it was given.
  let curve: [ClusterCountSearch.Point]?
  /// The number of neighbours that each image is shown with.
  let k: Int
  /// How many neighbours stay neighbours on the map.
  let neighborsKept: MapQuality
  /// Nil without two classes.
  let disagreement: Disagreement?
  let thumbnails: Int
  let sheets: Int
  let sizeBytes: Int
  let unreadable: [String]
  let output: String
  let datasets: [DataSummary]
  let notes: [String]

  init(
    _ gallery: Gallery, _ page: GalleryPage.Summary, model: String, data: String, features: String, dimension: Int,
    thumbnails: Int, output: String, datasets: [DataSummary], notes: [String]
  ) {
    (self.model, self.data, self.features, self.dimension) = (model, data, features, dimension)
    (images, clusters) = (gallery.labels.count, gallery.groups.clusterCount)
    (isChosen, curve) = (gallery.curve != nil, gallery.curve)
    (k, neighborsKept) = (gallery.neighbors.k, gallery.quality)
    let judged = gallery.verdicts.count { $0 != nil }
    disagreement =
      judged == 0
      ? nil
      : Disagreement(judged: judged, disagreeing: gallery.disagreeing.count, suspects: gallery.suspects.count)
    (self.thumbnails, sheets, sizeBytes, unreadable) = (thumbnails, page.sheets, page.sizeBytes, page.unreadable)
    (self.output, self.datasets, self.notes) = (output, datasets, notes)
  }

  /// The words for a terminal.
  var text: String {
    let size = NumberText.fixed(Double(sizeBytes) / 1_000_000, decimals: 1)
    var lines = [
      "\(NumberText.count(images, "image")) in \(NumberText.count(clusters, "cluster")) (\(features) features), "
        + "each with its \(NumberText.count(k, "most similar image"))",
      "of the \(neighborsKept.neighbors) nearest images \(NumberText.percent(neighborsKept.map, decimals: 0)) are among the "
        + "\(neighborsKept.neighbors) nearest on the map (principal axes "
        + "\(NumberText.percent(neighborsKept.principalPlane, decimals: 0)), chance "
        + "\(NumberText.percent(neighborsKept.chance)))",
    ]
    if let disagreement {
      lines.append(
        "of \(NumberText.count(disagreement.judged, "labelled image")) \(NumberText.grouped(disagreement.suspects)) have a class that "
          + "none of their neighbours has, and \(NumberText.grouped(disagreement.disagreeing)) one with less than half of their votes"
      )
    }
    if !unreadable.isEmpty {
      lines.append(
        "\(NumberText.count(unreadable.count, "image")) could not be read, and \(unreadable.count == 1 ? "is" : "are") grey"
      )
    }
    lines.append("written: \(output) (\(size) MB, \(NumberText.count(sheets, "sheet")) of small pictures)")
    return lines.joined(separator: "\n")
  }
}
