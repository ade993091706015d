import Clustering
import Datasets
import Formatting

/// What `cluster` found.
struct ClusterSummary: Encodable {
  /// A cluster.
  struct Cluster: Encodable {
    /// From 1 up, the largest first.
    let number: Int
    let images: Int
    /// The image with the least mean squared distance to all others of the cluster.
    let medoid: String
    let meanSquaredDistance: Double
    /// The mean silhouette of its images in the sample; nil where none is in it.
    let silhouette: Double?
    /// The number of images of each class, the most frequent first; empty without classes.
    let classes: [ClassCount]
  }

  /// How many images of a class there are.
  struct ClassCount: Encodable {
    let name: String
    let images: Int
  }

  /// An image, as files of results list it.
  struct Member: Encodable {
    let name: String
    let `class`: String?
    let cluster: Int
    /// 1 for the most central image of its cluster.
    let rank: Int
    /// From the centre of its cluster.
    let distance: Float
  }

  let model: String
  let data: String
  let features: String
  let images: Int
  let dimension: Int
  let method: String
  /// Whether the number of clusters was chosen here.
  let isChosen: Bool
  /// What was tried to choose it; nil where it was given.
  let curve: [ClusterCountSearch.Point]?
  /// The sum of squared distances from the own centre.
  let inertia: Double
  let iterations: Int
  let isConverged: Bool
  let silhouette: Double?
  let clusters: [Cluster]
  /// Beside chance; nil without classes.
  let agreement: ClassAgreement?
  /// Ward's joins of the clusters, of which number i counts from 0 here and later ones are joins; nil unless asked for.
  let hierarchy: [Dendrogram.Join]?
  let output: String?
  let sheets: String?
  let datasets: [DataSummary]
  let notes: [String]

  /// The words for a terminal.
  func text(_ tree: Dendrogram?) -> String {
    var lines: [String] = []
    if let curve {
      let best = ClusterCountSearch.best(curve)?.clusters
      lines.append("silhouette by the number of clusters, of which the largest decides:")
      lines += TextTable.lines(
        [["clusters", "silhouette", "squared distance", ""]]
          + curve.map {
            [
              "\($0.clusters)", NumberText.fixed($0.silhouette, decimals: 3),
              NumberText.fixed($0.meanSquaredDistance, decimals: 3), $0.clusters == best ? "chosen" : "",
            ]
          }, leftColumns: [3])
      lines.append("")
    }
    let isLabelled = clusters.contains { !$0.classes.isEmpty }
    lines += TextTable.lines(
      [["cluster", "images", "share", "silhouette"] + (isLabelled ? ["most frequent class"] : []) + ["medoid"]]
        + clusters.map { cluster in
          let top = cluster.classes.first.map {
            ["\($0.name) \(NumberText.percent(Double($0.images) / Double(cluster.images), decimals: 0))"]
          }
          return [
            "\(cluster.number)", NumberText.grouped(cluster.images),
            NumberText.percent(Double(cluster.images) / Double(images)),
            cluster.silhouette.map { NumberText.fixed($0, decimals: 3) } ?? NumberText.unknown,
          ] + (isLabelled ? top ?? [NumberText.unknown] : []) + [cluster.medoid]
        }, leftColumns: [4, 5])
    if let tree { lines += ["", "which clusters are alike (Ward's distance at each join):"] + treeLines(tree) }
    lines.append("")
    let iterationText = iterations > 0 ? "; \(NumberText.count(iterations, "iteration"))" : ""
    lines.append(
      "\(NumberText.count(images, "image")) in \(NumberText.count(clusters.count, "cluster")) (\(features) features, \(method)): "
        + "mean squared distance from the centre \(NumberText.fixed(inertia / Double(images), decimals: 4))"
        + (silhouette.map { ", silhouette \(NumberText.fixed($0, decimals: 3))" } ?? "") + iterationText
        + (isConverged ? "" : ", not converged"))
    if let agreement { lines.append(Self.text(agreement)) }
    for path in [output, sheets].compactMap({ $0 }) { lines.append("written: \(path)") }
    return lines.joined(separator: "\n")
  }

  private static func text(_ agreement: ClassAgreement) -> String {
    func pair(_ name: String, _ measure: ClassAgreement.Measure) -> String {
      "\(name) \(NumberText.fixed(measure.value, decimals: 3)) (chance \(NumberText.fixed(measure.chance, decimals: 3)))"
    }
    let classes = agreement.classes == 1 ? "1 class" : "\(NumberText.grouped(agreement.classes)) classes"
    return "against \(classes) of \(NumberText.count(agreement.images, "image")): "
      + [
        pair("NMI", agreement.normalizedMutualInformation), pair("adjusted Rand", agreement.adjustedRandIndex),
        pair("purity", agreement.purity),
      ].joined(separator: ", ")
  }

  private func treeLines(_ tree: Dendrogram) -> [String] {
    let lines = tree.lines { leaf in
      let cluster = clusters[leaf]
      return "cluster \(cluster.number), \(NumberText.count(cluster.images, "image"))"
        + (cluster.classes.first.map { ", \($0.name)" } ?? "") + ", \(cluster.medoid)"
    }
    let cuts = (2...max(2, min(clusters.count - 1, 8))).filter { $0 < clusters.count }.map { count in
      "cut into \(count): "
        + tree.groups(count).map { "{" + $0.map { "\($0 + 1)" }.joined(separator: ", ") + "}" }.joined(separator: " ")
    }
    return lines + cuts
  }
}
