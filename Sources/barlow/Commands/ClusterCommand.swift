import Clustering
import Datasets
import Encoders
import Evaluation
import Files
import Foundation
import Formatting
import Reporting
import Torch

/// `barlow cluster`: groups of images that look alike to the model.
enum ClusterCommand: Command {
  static let name = "cluster"
  static let abstract =
    "Group images by k-means or Ward's hierarchy of their features, and compare groups with classes."
  static let arguments = ["DATA…", "--model RUN|FILE|NAME"]
  /// How groups are found.
  enum Method: String, CaseIterable {
    case kmeans, ward
  }
  static let clusters = Option(
    flag: "--clusters", placeholder: "N", help: "The number of clusters; by default that of the largest silhouette.")
  static let method = Option(
    flag: "--method", placeholder: "kmeans|ward",
    help: "k-means, which is the default, or Ward's hierarchy of at most 5,000 images.")
  static let output = Option(
    flag: "--output", placeholder: "FILE.csv|FILE.json", help: "Where the cluster of each image is written.")
  static let sheets = Option(
    flag: "--sheets", placeholder: "FOLDER", help: "A new folder for a picture of each cluster.")
  static let hierarchy = Option(
    flag: "--hierarchy", placeholder: nil, help: "Show which clusters are alike, as a tree.")
  static let restarts = Option(
    flag: "--restarts", placeholder: "N", help: "Starts of k-means, of which the best counts; 5 by default.")
  static let seed = Option(flag: "--seed", placeholder: "N", help: "The seed of starts and samples; 0 by default.")
  static let options =
    [clusters, method, output, sheets, hierarchy, restarts, seed, EmbedCommand.split] + DataOptions.all
    + ModelOptions.all + [.json]
  static let discussion = """
    DATA is as for embed: several are taken together. Features are representations unless --features says otherwise, each divided by its
    length. The same seed gives the same clusters, whatever the number of threads. Of more than 32,768 images (or 64 for each cluster)
    the starts are tried on a sample, and the best is carried on with all images.
    """

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    guard let first = arguments.positional.first else { return nil }
    return CommandLineText.barlow(
      "select", first, "--model", arguments.value(ModelOptions.model), "--by", "diverse", "--count", "20")
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try EmbedCommand.collection(arguments.positional)
    let wanted = try arguments.integer(clusters, in: 2...1_000_000)
    let method = try arguments.choice(method, Method.self) ?? .kmeans
    if method == .ward, let other = [restarts, seed].first(where: arguments.has) {
      throw UsageError("\(other.flag) is for k-means and has no effect with \(Self.method.flag) ward; leave it out")
    }
    let file = try arguments.value(output).map { try ResultTable($0, flag: output.flag) }
    try OutputCheck.check([arguments.value(output)].compactMap { $0 }, inputs: data.files, data: data.datasets)
    let folder = try arguments.value(sheets).map { try NewFolder($0) }
    let typeface = folder == nil ? nil : try Typeface.installed()
    var settings = KMeans(clusterCount: wanted ?? 2)
    settings.restarts = try arguments.integer(restarts, in: 1...1000) ?? 5
    settings.seed = UInt64(try arguments.integer(seed, in: 0...Int.max) ?? 0)
    let options = try ModelOptions(arguments, unlessNamed: .representation)
    let features = try FeatureData(data, options, arguments)
    guard features.count >= 2 else {
      throw ClusteringError(.badData, "there is only 1 image, and nothing to group; give more")
    }
    let (result, curve) = try groups(features.table, wanted, method, settings)
    let threads = Runtime.threadCount
    let silhouette = try result.silhouette(
      of: features.table, seed: settings.seed, threads: threads, progress: FeatureData.progress("silhouette"))
    let tree = arguments.has(hierarchy) && result.clusterCount > 1 ? try result.hierarchy() : nil
    let members = result.members
    let labels = features.labels
    let summary = ClusterSummary(
      model: try arguments.required(ModelOptions.model), data: data.description, features: options.kind.rawValue,
      images: features.count, dimension: features.table.dimension, method: method.rawValue, isChosen: wanted == nil,
      curve: curve, inertia: result.inertia, iterations: result.iterations, isConverged: result.isConverged,
      silhouette: silhouette?.mean, clusters: clusters(members, result, silhouette?.ofGroups, features, labels),
      agreement: labels.contains { $0 != nil }
        ? try ClassAgreement(labels: result.labels, classes: labels, seed: settings.seed) : nil,
      hierarchy: tree?.joins, output: arguments.value(output), sheets: arguments.value(sheets),
      datasets: features.summaries, notes: features.notes)
    if let folder, let typeface {
      try draw(members, result, in: folder, ImageSheet(features, options, typeface), data)
      Terminal.note(of: typeface)
    }
    try Interruption.check()
    if let file { try write(members, result, features, labels, to: file) }
    if arguments.has(.json) { try Terminal.output(json: summary) } else { Terminal.output(summary.text(tree)) }
    return .done
  }

  /// Groups the images, into a number of clusters that is given or chosen by the curve that is returned then.
  private static func groups(_ table: FeatureTable, _ wanted: Int?, _ method: Method, _ settings: KMeans) throws
    -> (KMeansResult, [ClusterCountSearch.Point]?)
  {
    let progress = FeatureData.progress("clusters")
    var search = ClusterCountSearch()
    search.seed = settings.seed
    let threads = Runtime.threadCount
    if let wanted, wanted > table.count {
      throw ClusteringError(
        .usage,
        "\(wanted) clusters cannot be made of \(NumberText.count(table.count, "image")); ask for at most as many")
    }
    switch method {
    case .kmeans:
      return try search.groups(table, clusters: wanted, by: settings, threads: threads, progress: progress)
    case .ward:
      let tree = try WardLinkage.hierarchy(of: table, progress: progress)
      let curve = wanted == nil ? try search.curve(table, cuts: tree, threads: threads, progress: progress) : nil
      let count = wanted ?? curve.flatMap { ClusterCountSearch.best($0)?.clusters } ?? 2
      return (KMeansResult(table, labels: tree.cut(into: count)), curve)
    }
  }

  private static func clusters(
    _ members: [[Int]], _ result: KMeansResult, _ silhouettes: [Double?]?, _ features: FeatureData, _ labels: [Int?]
  ) -> [ClusterSummary.Cluster] {
    members.enumerated().compactMap { number, rows in
      guard let medoid = rows.first else { return nil }
      var counts: [Int: Int] = [:]
      for row in rows { if let label = labels[row] { counts[label, default: 0] += 1 } }
      let sum = rows.reduce(0.0) { $0 + Double(result.distances[$1]) }
      return ClusterSummary.Cluster(
        number: number + 1, images: rows.count, medoid: features.name(medoid),
        meanSquaredDistance: sum / Double(rows.count), silhouette: silhouettes?[number],
        classes: counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
          ClusterSummary.ClassCount(name: features.className($0.key), images: $0.value)
        })
    }
  }

  private static func draw(
    _ members: [[Int]], _ result: KMeansResult, in folder: NewFolder, _ sheet: ImageSheet, _ data: ImageCollection
  ) throws {
    let digits = String(members.count).count
    try folder.write { path in
      for (number, rows) in members.enumerated() where !rows.isEmpty {
        let shown = rows.prefix(ImageSheet.largestCount)
        let entries = shown.enumerated().map { place, row in
          ImageSheet.Entry(
            row: row, caption: NumberText.fixed(Double(result.distances[row].squareRoot()), decimals: 3),
            isMarked: place == 0)
        }
        let title = PictureTitle(
          "Cluster \(number + 1) of \(members.count): \(PictureTitle.name(ofPath: data.description))",
          details: [
            NumberText.count(rows.count, "image"), "the \(shown.count) most central, the medoid framed",
            "distance from the centre",
          ])
        let padded = String(repeating: "0", count: digits - String(number + 1).count) + "\(number + 1)"
        try AtomicFile.write(sheet.encoded(entries, title: title), to: "\(path)/cluster-\(padded).png")
      }
    }
  }

  private static func write(
    _ members: [[Int]], _ result: KMeansResult, _ features: FeatureData, _ labels: [Int?], to file: ResultTable
  ) throws {
    var ranks = [Int](repeating: 0, count: features.count)
    for rows in members { for (place, row) in rows.enumerated() { ranks[row] = place + 1 } }
    let all = (0..<features.count).lazy.map { row in
      ClusterSummary.Member(
        name: features.name(row), class: labels[row].map(features.className), cluster: Int(result.labels[row]) + 1,
        rank: ranks[row], distance: result.distances[row].squareRoot())
    }
    try file.write(columns: ["name", "class", "cluster", "rank", "distance"], rows: all) {
      [$0.name, $0.class ?? "", "\($0.cluster)", "\($0.rank)", "\($0.distance)"]
    }
  }
}
