import Augmentation
import Datasets
import Evaluation
import Files
import Images
import Torch

/// `barlow neighbors`: the most similar images of a data set, as a picture and in numbers.
enum NeighborsCommand: Command {
  static let name = "neighbors"
  static let abstract = "Find the images of a data set that are most similar to some images."
  static let arguments = ["IMAGE…", "--model RUN", "--data DATA", "--output FILE.png"]
  static let data = Option(flag: "--data", placeholder: "DATA", help: "The images to search, as for pretrain.")
  static let output = Option(flag: "--output", placeholder: "FILE.png", help: "Where the picture goes.")
  static let k = Option(flag: "--k", placeholder: "N", help: "Similar images of each; 8 by default.")
  static let dataFeatures = Option(
    flag: "--data-features", placeholder: "FILE",
    help: "The features of DATA as `barlow embed` wrote them, instead of computing them.")
  static let options = [data, output, k, dataFeatures, EmbedCommand.split] + ModelOptions.all + [.json]
  static let discussion = """
    Similarity is the cosine of features; the search is exact. An IMAGE that is itself in DATA, pixel for pixel, is shown,
    marked, and does not count among the N. --data-features must come from the same model, features and part of DATA.
    """
  private static let largestSheetPixels = 1 << 27

  /// What was found.
  struct Summary: Encodable {
    let output: String
    let model: String
    let data: String
    let features: String
    let samples: Int
    let dimension: Int
    let k: Int
    let queries: [NeighborSearch.Answer]
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let paths = arguments.positional
    guard !paths.isEmpty else { throw UsageError("IMAGE is missing; --help shows how to call this") }
    let path = try arguments.required(output)
    guard path.lowercased().hasSuffix(".png") else {
      throw UsageError("\(output.flag) must end in .png, the format that is written, not \"\(path)\"")
    }
    let wanted = try arguments.integer(k, in: 1...1024)
    let size = NeighborSheet.pixels(rows: paths.count, neighbors: (wanted ?? 8) + 1)
    guard size.width * size.height <= largestSheetPixels else {
      throw UsageError(
        "\(paths.count) images with \(wanted ?? 8) others make too large a picture; give fewer or a smaller --k")
    }
    let description = try DatasetDescription(parsing: arguments.required(data))
    let file = try arguments.value(dataFeatures).map { try EmbeddingFile(parsing: $0) }
    let queries = try QueryImages(paths)
    let options = try ModelOptions(arguments)
    let split = try arguments.choice(EmbedCommand.split, DatasetSplit.self)
    let whole = try description.open(split: split ?? .train)
    let dataset = try options.maxImages.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    let k = wanted ?? min(8, dataset.count)
    guard k <= dataset.count else {
      throw EvaluationError(.usage, "--k is \(k), but the data has only \(dataset.count) images; give a smaller one")
    }
    Interruption.listen()
    let searched =
      try file.map { try DataFeatures($0, of: dataset) }
      ?? DataFeatures(options.extract(dataset, "data"), of: dataset)
    let search = try NeighborSearch(
      queries, features: options.extract(queries, "queries").features, in: searched, of: dataset, k: k)
    let kind = arguments.value(ModelOptions.features) ?? ModelOptions.Features.representation.rawValue
    let sheet = try sheet(search, queries, dataset, title: "most similar of \(searched.indices.count) · \(kind)")
    try AtomicFile.write(encodePNG(sheet.draw()), to: path)
    let summary = Summary(
      output: path, model: try arguments.required(ModelOptions.model), data: description.description, features: kind,
      samples: searched.indices.count, dimension: searched.features.size(1), k: k, queries: search.answers)
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.output(text(search) + "\n\(path): \(paths.count) × \(k) most similar images")
    }
    return .done
  }

  private static func sheet(
    _ search: NeighborSearch, _ queries: QueryImages, _ dataset: any ImageDataset, title: String
  ) throws -> NeighborSheet {
    let decoder = ImageDecoder()
    let rows = try zip(queries.queries, search.answers).map { query, answer in
      let others = try answer.neighbors.map { neighbor in
        let head = decimals(neighbor.similarity) + (neighbor.isQuery ? " the query" : "")
        return NeighborSheet.Cell(
          image: try image(at: neighbor.index, of: dataset, decoder),
          caption: [head] + [neighbor.label].compactMap { $0 } + [neighbor.name], isMarked: neighbor.isQuery)
      }
      return [NeighborSheet.Cell(image: query.image, caption: ["query", query.path], isMarked: false)] + others
    }
    return NeighborSheet(title: title, rows: rows)
  }

  private static func image(at index: Int, of dataset: any ImageDataset, _ decoder: ImageDecoder) throws -> Image {
    switch try dataset.source(at: index) {
    case .decoded(let image): return image
    case .encoded(let bytes):
      do {
        return try decoder.decode(bytes, channels: 3)
      } catch let error as ImageError {
        throw DatasetError(.badData, "\(dataset.name(at: index)): \(error); remove it from the data")
      }
    }
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
  private static func decimals(_ value: Float) -> String {
    let thousandths = Int((value * 1000).rounded())
    let digits = String(abs(thousandths) % 1000 + 1000).dropFirst()
    return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1000).\(digits)"
  }
}
