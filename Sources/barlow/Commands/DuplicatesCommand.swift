import Datasets
import Duplicates
import Encoders
import Evaluation
import Files
import Formatting
import Foundation

/// `barlow duplicates`: images that show the same picture.
enum DuplicatesCommand: Command {
  static let name = "duplicates"
  static let abstract = "Find images that show the same picture: copies, other sizes, formats, turns and crops."
  static let arguments = ["DATA…"]
  static let threshold = Option(
    flag: "--threshold", placeholder: "S",
    help:
      "How far the details of two pictures must agree, above 0 to 1; \(DuplicateSettings.usualThreshold) by default.")
  static let exact = Option(
    flag: "--exact", placeholder: nil, help: "Only files of the same bytes; nothing is decoded.")
  static let cosine = Option(
    flag: "--cosine", placeholder: "S",
    help: "With --model: images whose features' cosine is at least this are duplicates too, whatever their pixels.")
  static let list = Option(
    flag: "--list", placeholder: nil,
    help: "Print only the paths of those not to keep, a line each, for other programs.")
  static let null = Option(
    flag: "--null", placeholder: nil, help: "With --list: end each path by a byte of 0, as xargs -0 reads them.")
  static let page = Option(
    flag: "--page", placeholder: "FILE.html", help: "Write a page with the groups side by side, to look at.")
  private static let onlyWithModel = [
    ModelOptions.partial, ModelOptions.features, ModelOptions.device, ModelOptions.precision, ModelOptions.batchSize,
    ModelOptions.noCache,
  ]
  static let options =
    [threshold, exact, list, null, page, EmbedCommand.split, ModelOptions.model, cosine] + onlyWithModel
    + [ModelOptions.workers, ModelOptions.onBadImage, ModelOptions.maxImages, .json]
  static let discussion = """
    DATA is what `barlow embed` takes; several are compared with each other. Without a model, images are compared by a descriptor that
    needs no training: the lowest frequencies of luminance find candidates, in eight orientations and nine crops, and the details of both
    pictures laid upon each other decide. A model adds its nearest neighbours as candidates. Every image is compared with every other.
    Of each group the image with the most pixels is kept, of several the sharpest, then the oldest, then that with the most bytes.
    Nothing is ever deleted. Look first (--page), then let another program do it:
    barlow duplicates photos --list --null | xargs -0 -r gio trash
    """

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    guard !arguments.has(list) else { return nil }
    return arguments.has(page)
      ? CommandLineText.barlow(["duplicates"] + arguments.positional + ["--list"])
      : CommandLineText.barlow(["duplicates"] + arguments.positional + ["--page", "duplicates.html"])
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try check(arguments)
    let data = try EmbedCommand.collection(arguments.positional)
    let path = arguments.value(page)
    if let path { try OutputCheck.check([path], inputs: data.files, data: data.datasets) }
    var settings = DuplicateSettings()
    settings.isExact = arguments.has(exact)
    settings.threshold = try share(arguments, threshold).map { Float($0) } ?? settings.threshold
    settings.leastCosine = try share(arguments, cosine).map { Float($0) }
    let onBadImage = try arguments.choice(ModelOptions.onBadImage, OnBadImage.self) ?? .fail
    let model = arguments.has(ModelOptions.model) ? try ModelOptions(arguments) : nil
    if let model { settings.valueRange = model.valueRange }
    let (whole, summaries) = try data.open(
      split: arguments.choice(EmbedCommand.split, DatasetSplit.self) ?? .train, requiresFiles: onBadImage == .fail
    ) { Terminal.error($0.text) }
    let maxImages = try arguments.integer(ModelOptions.maxImages, in: 1...Int.max)
    let dataset: any ImageDataset = try maxImages.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    Interruption.listen()
    let status = StatusLine("duplicates")
    func progress(_ progress: WorkProgress) throws {
      try Interruption.check()
      status.show(progress)
    }
    let start = ContinuousClock.now
    let features = try model.flatMap { try modelFeatures(dataset, $0, progress) }
    let options = LoaderOptions(
      workers: try arguments.integer(ModelOptions.workers, in: 0...1024) ?? AvailableProcessors.count,
      onBadImage: onBadImage
    ) { Terminal.error("skipped: \($0)") }
    let search = try DuplicateSearch(
      of: dataset, settings: settings, options: options, features: features, progress: progress)
    status.finish()
    let summary = DuplicatesSummary(
      search, settings, model: arguments.value(ModelOptions.model), datasets: summaries, page: path,
      seconds: (ContinuousClock.now - start) / .seconds(1))
    if search.crowdedCount > 0 {
      Terminal.error(
        "note: \(NumberText.count(search.crowdedCount, "image")) had more look-alikes than are compared in detail; "
          + "a copy of one of these may be missed")
    }
    if let path {
      try AtomicFile.write(Data(DuplicatesPage(summary, dataset, settings).html(progress).text.utf8), to: path)
      status.finish()
    }
    if arguments.has(list) {
      try printList(search, null: arguments.has(null))
    } else if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.output(summary.text)
    }
    return .done
  }

  private static func check(_ arguments: Arguments) throws {
    func refuse(_ options: [Option], _ reason: (String) -> String) throws {
      if let option = options.first(where: arguments.has) { throw UsageError(reason(option.flag)) }
    }
    if !arguments.has(ModelOptions.model) {
      try refuse([cosine] + onlyWithModel) {
        "\($0) is about a model; give \(ModelOptions.model.flag) too, or leave it out"
      }
    }
    if arguments.has(exact) {
      try refuse([threshold, ModelOptions.model]) { "\($0) has no effect with \(exact.flag); leave one out" }
    }
    if !arguments.has(list) { try refuse([null]) { "\($0) is about \(list.flag); give that too" } }
    if arguments.has(list) { try refuse([.json]) { "\($0) and \(list.flag) print different things; leave one out" } }
  }

  private static func share(_ arguments: Arguments, _ option: Option) throws -> Double? {
    guard let value = try arguments.number(option, above: 0) else { return nil }
    guard value <= 1 else { throw UsageError("\(option.flag) takes a number above 0 up to 1, not \"\(value)\"") }
    return value
  }

  /// How many neighbours by the model are compared in detail.
  private static let modelNeighbors = 16

  private static func modelFeatures(
    _ dataset: any ImageDataset, _ model: ModelOptions, _ progress: (WorkProgress) throws -> Void
  ) throws -> DuplicateFeatures? {
    let extracted = try model.extract(dataset, "data")
    guard extracted.count > 1 else { return nil }
    let bank = try FeatureBank(extracted.features, progress: progress)
    let neighbors = try bank.neighbors(
      of: extracted.features, k: min(modelNeighbors, extracted.count - 1), excludesOwnRows: true, progress: progress)
    return DuplicateFeatures(neighbors, indices: extracted.indices)
  }

  private static func printList(_ search: DuplicateSearch, null: Bool) throws {
    let surplus = search.groups.flatMap(\.surplus)
    let paths = surplus.filter(\.isFile).map(\.path)
    // Names with controls, or that are no text, are told with escapes, which may be the name of another file.
    let there = paths.filter { !$0.contains("\\") && FileManager.default.fileExists(atPath: $0) }
    let lines = null ? there : there.filter { !$0.contains("\n") }
    func note(_ count: Int, _ reason: String) {
      if count > 0 { Terminal.error("note: \(NumberText.count(count, "image")) not listed: \(reason)") }
    }
    note(surplus.count - paths.count, "they lie in archives or other files of many")
    note(
      paths.count - there.count, "their names hold controls or backslashes, and are spelled otherwise here; rename them"
    )
    note(there.count - lines.count, "their names have line ends; give \(Self.null.flag)")
    for path in lines { Terminal.outputRaw(path + (null ? "\0" : "\n")) }
  }
}
