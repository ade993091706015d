import Datasets
import Evaluation
import Files
import Formatting
import Foundation
import Images
import Reporting
import TensorFiles

/// `barlow neighbors`: the most similar images of a data set, as a picture and in numbers.
enum NeighborsCommand: Command {
  static let name = "neighbors"
  static let abstract = "Find the images of a data set that are most similar to some images."
  static let arguments = ["IMAGE…", "--model RUN|FILE|NAME", "--data DATA|--index FILE", "--output FILE.png"]
  static let data = Option(flag: "--data", placeholder: "DATA", help: "The images to search, as for pretrain.")
  static let output = Option(flag: "--output", placeholder: "FILE.png", help: "Where the picture goes.")
  static let k = Option(flag: "--k", placeholder: "N", help: "Similar images of each; 8 by default.")
  static let dataFeatures = Option(
    flag: "--data-features", placeholder: "FILE",
    help: "The features of DATA as `barlow embed` wrote them, instead of computing them.")
  static let index = Option(
    flag: "--index", placeholder: "FILE",
    help: "Search this file of `barlow index`, in place: without DATA, and without a picture unless DATA is given too.")
  static let options =
    [data, index, output, k, dataFeatures, EmbedCommand.split] + DataOptions.all + ModelOptions.all + [.json]
  static let discussion = """
    Similarity is the cosine of features; the search is exact. Each IMAGE gets its N most similar others. Images of DATA with
    the same pixels, once decoded, are the IMAGE itself: those that come before the N-th other are shown too, marked, and
    do not count. --data-features must come from the same model, features and part of DATA. An image of DATA that cannot be
    read is an error; with --on-bad-image skip it is not compared with the IMAGE and drawn grey.
    With --index and no --data, IMAGE may be the name of an image in the index, which needs no --model and is not found itself; an
    image file needs the model that the index was made by, and a copy of it in the index is found as any other image.
    """
  private static let largestSheetPixels = 1 << 27

  /// What was found.
  struct Summary: Encodable {
    let output: String
    let model: String
    let data: String
    let features: String
    let images: Int
    let dimension: Int
    let k: Int
    /// How long it took to get the features of DATA ready: read or computed, and divided by their lengths.
    let loadSeconds: Double
    /// How long the search itself took for all queries, comparison with their copies included.
    let searchSeconds: Double
    /// The images that were found and cannot be read.
    let unreadable: [String]
    let queries: [NeighborSearch.Answer]
    /// What the data was understood to be.
    let dataset: DataSummary
    /// What is to be known of the images, a line each.
    let notes: [String]
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    arguments.value(ModelOptions.model).map { CommandLineText.barlow("report", $0) }
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let paths = arguments.positional
    guard !paths.isEmpty else { throw UsageError("IMAGE is missing; --help shows how to call this") }
    if arguments.has(index) {
      guard !arguments.has(dataFeatures) else {
        throw UsageError("\(index.flag) holds the features; leave out \(dataFeatures.flag)")
      }
      guard arguments.has(data) else { return try IndexNeighbors.run(arguments) }
    }
    let path = try arguments.required(output)
    guard path.lowercased().hasSuffix(".png") else {
      throw UsageError("\(output.flag) must end in .png, the format that is written, not \"\(path)\"")
    }
    let wanted = try arguments.integer(k, in: 1...1024)
    guard NeighborSheet.area(rows: paths.count, neighbors: (wanted ?? 8) + 1) <= largestSheetPixels else {
      throw UsageError(
        "\(paths.count) images with \(wanted ?? 8) others make too large a picture; give fewer or a smaller --k")
    }
    let typeface = try Typeface.installed()
    let description = try DatasetDescription(parsing: arguments.required(data))
    let stored = try arguments.value(index).map { try FeatureIndex(contentsOf: $0) }
    try OutputCheck.check([path], inputs: paths + [stored?.path].compactMap { $0 }, data: [description])
    let file = try arguments.value(dataFeatures).map { try EmbeddingFile(parsing: $0) }
    let options = try stored.map { try IndexNeighbors.options(arguments, for: $0) } ?? ModelOptions(arguments)
    let queries = try QueryImages(paths, valueRange: options.valueRange)
    let split = try arguments.choice(EmbedCommand.split, DatasetSplit.self)
    let opened = try DataOptions.open(description, arguments)
    let whole = try opened.open(split: split ?? .train)
    let dataset = try options.maxImages.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    let k = wanted ?? min(8, dataset.count)
    guard k <= dataset.count else {
      throw EvaluationError(
        .usage,
        "--k is \(k), but the data has only \(NumberText.count(dataset.count, "image")); give a smaller one")
    }
    Interruption.listen()
    let notes = try options.tellNotes(of: dataset)
    let clock = ContinuousClock()
    let start = clock.now
    let searched = try stored.map { try DataFeatures($0, of: dataset) } ?? searchedFeatures(of: dataset, file, options)
    let loadSeconds = (clock.now - start) / .seconds(1)
    let features = try options.extract(queries, "queries").features
    let images = SearchedImages(
      dataset, onBadImage: options.features.options.onBadImage, valueRange: options.valueRange
    ) { Terminal.error("skipped: \($0)") }
    let kind = options.kind.rawValue
    let (search, sheet, searchSeconds) = try offeringToSkip(options) {
      () -> (NeighborSearch, NeighborSheet, Double) in
      let searchStart = clock.now
      let search = try NeighborSearch(
        queries, features: features, in: searched, of: dataset, images: images, k: k,
        progress: { _ in try Interruption.check() })
      let searchSeconds = (clock.now - searchStart) / .seconds(1)
      let title = title(options, description, images: searched.indices.count)
      return (search, try Self.sheet(search, queries, images, title: title, typeface), searchSeconds)
    }
    try AtomicFile.write(encodePNG(sheet.draw()), to: path)
    Terminal.note(of: typeface)
    let summary = Summary(
      output: path, model: try arguments.required(ModelOptions.model), data: description.description, features: kind,
      images: searched.indices.count, dimension: searched.bank.dimension, k: k, loadSeconds: loadSeconds,
      searchSeconds: searchSeconds, unreadable: images.unreadableNames, queries: search.answers,
      dataset: opened.summary,
      notes: notes)
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      let times = String(format: "loaded in %.2f s, searched in %.3f s", loadSeconds, searchSeconds)
      Terminal.output(text(search) + "\n\(path): \(paths.count) × \(k) most similar images; \(times)")
    }
    return .done
  }

  private static func searchedFeatures(
    of dataset: any ImageDataset, _ file: EmbeddingFile?, _ options: ModelOptions
  ) throws -> DataFeatures {
    func progress(_ progress: WorkProgress) throws { try Interruption.check() }
    guard let file else { return try DataFeatures(options.extract(dataset, "data"), progress: progress) }
    let contents = try file.contents()
    for note in contents.notes { Terminal.error("note: \(file): \(note)") }
    return try DataFeatures(contents, source: "\(file)", of: dataset, progress: progress)
  }

  /// Adds to the error about an image that cannot be read what else can be done about it.
  private static func offeringToSkip<Result>(_ options: ModelOptions, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatasetError
      where error.kind == .badData && !error.isExhaustion && options.features.options.onBadImage == .fail
    {
      throw DatasetError(.badData, "\(error.description), or give \(ModelOptions.onBadImage.flag) skip")
    }
  }

  /// The picture; of a query with so many copies that it would become too large, the last copies are left out.
  private static func sheet(
    _ search: NeighborSearch, _ queries: QueryImages, _ images: SearchedImages, title: PictureTitle,
    _ typeface: Typeface
  ) throws -> NeighborSheet {
    var cells = search.answers.map(\.neighbors.count).max() ?? 0
    while NeighborSheet.area(rows: search.answers.count, neighbors: cells) > largestSheetPixels { cells -= 1 }
    let rows = try zip(queries.queries, search.answers).map { query, answer in
      var surplus = answer.neighbors.count - cells
      if surplus > 0 {
        Terminal.error("note: \(surplus) copies of \(query.path) do not fit into the picture; they are listed only")
      }
      let shown = answer.neighbors.reversed().filter { neighbor in
        guard neighbor.isQuery, surplus > 0 else { return true }
        surplus -= 1
        return false
      }.reversed()
      let others = try shown.map { neighbor in
        try Interruption.check()
        let image = try images.image(at: neighbor.index)
        let head =
          decimals(neighbor.similarity) + (neighbor.isQuery ? " the query" : "") + (image == nil ? " unreadable" : "")
        return NeighborSheet.Cell(
          image: image, caption: [head] + [neighbor.label].compactMap { $0 } + [neighbor.name],
          isMarked: neighbor.isQuery)
      }
      return [NeighborSheet.Cell(image: query.image, caption: ["query", query.path], isMarked: false)] + others
    }
    return NeighborSheet(title: title, rows: rows, typeface: typeface)
  }

  private static func title(_ options: ModelOptions, _ data: DatasetDescription, images: Int) -> PictureTitle {
    let name = PictureTitle.name(ofPath: data.absolute.description)
    let step = options.features.model.step.map { ["step \(NumberText.grouped($0))"] } ?? []
    return PictureTitle(
      "\(PictureTitle.name(ofPath: options.path)): most similar images of \(name)",
      details: step + [
        "\(options.kind.rawValue) features", "cosine similarity", NumberText.count(images, "image") + " searched",
      ])
  }

  private static func text(_ search: NeighborSearch) -> String {
    search.answers.map { answer in
      let lines = answer.neighbors.map { neighbor in
        "  \(decimals(neighbor.similarity))  \(neighbor.name)" + (neighbor.label.map { "  (\($0))" } ?? "")
          + (neighbor.isQuery ? "  the query itself" : "")
      }
      return ([answer.query] + lines).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// Three decimals, as much as a similarity is worth.
  static func decimals(_ value: Float) -> String {
    let thousandths = Int((value * 1000).rounded())
    let digits = String(abs(thousandths) % 1000 + 1000).dropFirst()
    return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1000).\(digits)"
  }
}
