import Clustering
import Formatting
import Selection
import Torch

/// The rows that a mode selects, with their scores and what is to be said of them.
struct SelectedImages {
  let rows: [Int]
  let scores: [Double?]
  /// The class that neighbours suggest, of mislabelled ones.
  var suggestions: [Int?] = []
  let facts: [String: Double]
  /// One sentence on the selection as a whole.
  let sentence: String

  /// Selects rows.
  ///
  /// - Parameters:
  ///   - mode: What is looked for.
  ///   - count: How many; nil for as many as there are, in modes that can tell.
  ///   - features: The images.
  ///   - seed: The seed of samples and of k-means.
  ///   - threshold: The score of outliers.
  ///   - k: The number of neighbours; nil for the usual one.
  ///   - margins: Of each image, how far a classifier's first choice is before its second; of use for uncertain ones.
  /// - Throws: `ClusteringError` for what the images cannot give; `InterruptedError` at Ctrl-C.
  init(
    _ mode: SelectionMode, count: Int?, of features: FeatureData, seed: UInt64, threshold: Double, k: Int?,
    margins: [Float] = []
  ) throws {
    let progress = FeatureData.progress("select")
    let table = features.table
    if let count, count > table.count {
      throw ClusteringError(
        .usage, "\(count) images cannot be chosen of \(NumberText.count(table.count, "image")); ask for at most as many"
      )
    }
    if let k, k >= table.count {
      throw ClusteringError(
        .usage, "\(k) neighbours cannot be asked among \(NumberText.count(table.count, "image")); give a smaller --k")
    }
    switch mode {
    case .diverse, .farFromLabelled:
      var start: [Int] = []
      if mode == .farFromLabelled {
        let labels = features.labels
        start = labels.indices.filter { labels[$0] != nil }
        guard !start.isEmpty else {
          throw ClusteringError(
            .badData, "no image has a label to be far from; give --label-file, or --by diverse to begin from nothing")
        }
        guard start.count < table.count else {
          throw ClusteringError(
            .badData,
            "all \(table.count) images are labelled, and none is left to choose; give images without a label too")
        }
      }
      let found = try FarthestPoints(table, count: count ?? 1, startingFrom: start, progress: progress)
      (rows, scores) = (found.rows, found.distances.map { $0.map(Double.init) })
      let radius = NumberText.fixed(Double(found.coveringRadius), decimals: 3)
      var facts = ["coveringRadius": Double(found.coveringRadius)]
      var sentence = "no image is farther than \(radius) from one of the \(rows.count) chosen"
      if let before = found.radiusBefore {
        facts["radiusBefore"] = Double(before)
        facts["labelled"] = Double(start.count)
        sentence +=
          " or of the \(start.count) labelled ones; before, \(NumberText.fixed(Double(before), decimals: 3))"
      }
      (self.facts, self.sentence) = (facts, sentence)
    case .typical:
      let found = try TypicalRows(table, count: count ?? 1, seed: seed, progress: progress)
      (rows, scores) = (found.rows, found.sizes.map(Double.init))
      facts = ["clusters": Double(rows.count)]
      sentence =
        "the medoids of \(NumberText.count(rows.count, "cluster")) of k-means, which together are all \(NumberText.count(table.count, "image"))"
    case .uncertain:
      let found = UncertainRows(margins: margins)
      rows = Array(found.ranking.prefix(count ?? 1))
      scores = rows.map { Double(found.margins[$0]) }
      let median = found.ranking.isEmpty ? 0 : Double(found.margins[found.ranking[found.ranking.count / 2]])
      facts = ["medianMargin": median]
      sentence =
        "the images whose first and second choice are closest; of the median image they differ by \(NumberText.percent(median))"
    case .outliers:
      let found = try OutlierRows(table, k: k ?? 10, threshold: threshold, seed: seed, progress: progress)
      rows = Array(found.ranking.prefix(count ?? found.count))
      scores = rows.map { found.scores[$0] }
      facts = [
        "threshold": threshold, "aboveThreshold": Double(found.count), "k": Double(found.k),
        "references": Double(found.references),
      ]
      sentence =
        "\(found.count) of \(NumberText.count(table.count, "image")) lie more than \(NumberText.short(threshold)) robust deviations farther "
        + "from their neighbour number \(found.k) than the median image"
        + Self.references(found.references, table.count)
    case .mislabelled:
      let found = try SuspectLabels(table, labels: features.labels, k: k ?? 20, seed: seed, progress: progress)
      let chosen = found.ranking.prefix(count ?? found.count)
      (rows, scores) = (chosen.map(\.row), chosen.map(\.confidence))
      suggestions = chosen.map(\.suggestion)
      facts = [
        "suspects": Double(found.count), "judged": Double(found.ranking.count), "unjudged": Double(found.unjudged),
        "k": Double(found.k), "references": Double(found.references),
      ]
      sentence =
        "\(found.count) of \(NumberText.count(found.ranking.count, "labelled image")) have a class that none of their \(found.k) nearest "
        + "neighbours has" + Self.references(found.references, found.ranking.count)
        + (found.unjudged > 0 ? "; \(found.unjudged) are alone in their class, and were not judged" : "")
    }
  }

  private static func references(_ references: Int, _ all: Int) -> String {
    references < all ? " among a random \(NumberText.grouped(references))" : ""
  }
}
