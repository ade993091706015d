import Clustering
import Datasets
import Encoders
import Evaluation
import Files
import Formatting
import Foundation
import Galleries
import Reporting

/// `barlow gallery`: a page with a map of images to move about in.
enum GalleryCommand: Command {
  static let name = "gallery"
  static let abstract =
    "Write one self-contained HTML file with a zoomable map of images, their clusters and their neighbours."
  static let arguments = ["DATA…", "--model RUN|FILE|NAME", "--output FILE.html"]
  static let output = Option(flag: "--output", placeholder: "FILE.html", help: "Where the page goes.")
  static let k = Option(flag: "--k", placeholder: "N", help: "Similar images of each; 12 by default.")
  static let thumbnails = Option(
    flag: "--thumbnails", placeholder: "N",
    help:
      "The longest side of the small pictures in pixels, 16 to 128; 48 by default. Smaller images stay what they are.")
  static let options =
    [
      output, ClusterCommand.clusters, ClusterCommand.restarts, k, thumbnails, ClusterCommand.seed, EmbedCommand.split,
    ] + DataOptions.all + ModelOptions.all + [.json]
  static let discussion = """
    DATA is as for embed, of 3 to 50,000 images; of more, --max-images draws some. Clusters are those of `barlow cluster`. The map has the
    exact nearest neighbours near each other; how many of them, it says. Features are what the run names, each divided by its length. The
    page loads nothing. Pictures are small copies; links lead to the files where they lie now. The same seed gives the same map.
    """
  private static let mostNeighbors = 100

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    arguments.value(output).map { "open \($0) in a browser" }
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try EmbedCommand.collection(arguments.positional)
    let path = try arguments.required(output)
    guard path.lowercased().hasSuffix(".html") else {
      throw UsageError("\(output.flag) must end in .html, the format that is written, not \"\(path)\"")
    }
    try OutputCheck.check([path], inputs: data.files, data: data.datasets)
    var settings = GallerySettings()
    settings.clusterCount = try arguments.integer(ClusterCommand.clusters, in: 2...1_000_000)
    settings.restarts = try arguments.integer(ClusterCommand.restarts, in: 1...1000) ?? settings.restarts
    settings.seed = UInt64(try arguments.integer(ClusterCommand.seed, in: 0...Int.max) ?? 0)
    let side = try arguments.integer(thumbnails, in: GalleryImages.thumbnailSides)
    let neighbors = try arguments.integer(k, in: 1...mostNeighbors)
    let options = try ModelOptions(arguments)
    let usualNeighbors = settings.neighborCount
    func count(_ images: Int) throws {
      settings.neighborCount = neighbors ?? max(1, min(usualNeighbors, images - 1))
      try check(images, settings)
    }
    let features = try FeatureData(data, options, arguments, check: { try count($0.count) })
    // Images that cannot be read have no features.
    try count(features.count)
    let gallery = try Gallery(
      features.table, labels: features.labels, settings: settings, progress: FeatureData.progress("gallery"))
    var images = GalleryImages(features.dataset, indices: features.indices)
    images.thumbnailSide = side ?? images.thumbnailSide
    images.onBadImage = options.features.options.onBadImage
    images.valueRange = options.valueRange
    var page = GalleryPage(gallery, of: images)
    page.title = "Gallery of \(PictureTitle.name(ofPath: data.description))"
    page.subtitle =
      "\(NumberText.count(features.count, "image")), \(options.kind.rawValue) features of \(PictureTitle.name(ofPath: options.path))"
    let links = try PageLink(from: path)
    let paths = try (0..<features.count).map { try features.path($0) }
    page.links = { links.link(to: paths[$0]) }
    let written = try page.write(
      to: path, report: { Terminal.error("skipped: \($0)") }, progress: FeatureData.progress("page"))
    let summary = GallerySummary(
      gallery, written, model: try arguments.required(ModelOptions.model), data: data.description,
      features: options.kind.rawValue, dimension: features.table.dimension, thumbnails: images.thumbnailSide,
      output: path, datasets: features.summaries, notes: features.notes)
    if arguments.has(.json) { try Terminal.output(json: summary) } else { Terminal.output(summary.text) }
    return .done
  }

  /// Refuses what no page can be made of, before features are computed.
  private static func check(_ count: Int, _ settings: GallerySettings) throws {
    guard count <= Gallery.largestCount else {
      throw UsageError(
        "\(NumberText.count(count, "image")) are more than a page can show; give \(ModelOptions.maxImages.flag) "
          + "\(Gallery.largestCount) or fewer for a random choice of them")
    }
    try Gallery.check(count: count, neighbors: settings.neighborCount)
    if let clusters = settings.clusterCount, clusters > count {
      throw UsageError(
        "\(clusters) clusters cannot be made of \(NumberText.count(count, "image")); ask for at most as many")
    }
  }
}
