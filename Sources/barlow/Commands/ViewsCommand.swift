import Augmentation
import Datasets
import Files
import Formatting
import Foundation
import Images
import Reporting

/// `barlow views`: a contact sheet of augmented view pairs.
enum ViewsCommand: Command {
  static let name = "views"
  static let abstract = "Draw view pairs of images, with what was drawn at random, as a PNG picture."
  static let arguments = ["IMAGE…", "--output FILE.png"]
  static let output = Option(flag: "--output", placeholder: "FILE.png", help: "Where the picture goes.")
  static let pairs = Option(flag: "--pairs", placeholder: "N", help: "Pairs of each image; 3 by default.")
  static let options = [
    output, ViewOptions.recipe, pairs, ViewOptions.size, ViewOptions.localCrops, ViewOptions.seed, .json,
  ]
  static let discussion = """
    A row holds an image with the outlines of its crops (A blue, B orange, local ones grey) and then its views, before normalization. Pair
    n of image m is what a training with the same seed sees of its m-th image in its n-th epoch. The recipe is `folder`
    unless --recipe says otherwise.
    """
  private static let largestSheetPixels = 1 << 27

  /// What was drawn.
  struct Summary: Encodable {
    let output: String
    let recipe: String
    let images: Int
    let pairs: Int
    let imageSize: Int
    let width: Int
    let height: Int
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "barlow pretrain FOLDER --output RUN trains on such views"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let paths = arguments.positional
    guard !paths.isEmpty else { throw UsageError("IMAGE is missing; --help shows how to call this") }
    let path = try arguments.required(output)
    guard path.lowercased().hasSuffix(".png") else {
      throw UsageError("\(output.flag) must end in .png, the format that is written, not \"\(path)\"")
    }
    try OutputCheck.check([path], inputs: paths)
    let options = try ViewOptions(arguments, fallback: "folder")
    let pairs = try arguments.integer(pairs, in: 1...64) ?? 3
    let size = options.recipe.imageSize
    let sides = (0..<options.recipe.viewCount).map(options.recipe.imageSize(ofView:))
    guard
      ContactSheet.estimatedPixels(sides: sides, rows: paths.count, pairs: pairs) <= largestSheetPixels
    else {
      throw UsageError(
        "\(paths.count) images with \(pairs) pairs of \(size)×\(size) make too large a picture; give fewer images, or "
          + "smaller \(Self.pairs.flag) or \(ViewOptions.size.flag)")
    }
    let typeface = try Typeface.installed()
    let renderer = try ViewRenderer(recipe: options.recipe, channels: options.channels)
    let decoder = ImageDecoder(valueRange: options.recipe.valueRange)
    let rows = try paths.enumerated().map { number, path in
      let bytes = [UInt8](try readFile(path))
      do {
        return ContactSheet.Row(
          name: (path as NSString).lastPathComponent, original: try decoder.decode(bytes, channels: 3),
          pairs: try (0..<pairs).map {
            try renderer.preview(.encoded(bytes), seed: options.seed, epoch: $0, index: number)
          })
      } catch let error as ImageError {
        guard error.kind != .outOfMemory else { throw DatasetError.rendering(error, of: path) }
        throw DatasetError(.badData, "\(path): \(error); give another image")
      }
    }
    let title = title(of: paths, options, pairs: pairs)
    let sheet = ContactSheet(title: title, sides: sides, rows: rows, typeface: typeface).draw()
    try AtomicFile.write(encodePNG(sheet), to: path)
    Terminal.note(of: typeface)
    let summary = Summary(
      output: path, recipe: options.name, images: rows.count, pairs: pairs, imageSize: size, width: sheet.width,
      height: sheet.height)
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.output(
        "\(path): \(rows.count) × \(NumberText.count(pairs, "pair")), \(sheet.width)×\(sheet.height) pixels")
    }
    return .done
  }

  private static func title(of paths: [String], _ options: ViewOptions, pairs: Int) -> PictureTitle {
    let folders = Set(paths.map { URL(filePath: $0).standardizedFileURL.deletingLastPathComponent().path })
    let data = folders.count == 1 ? PictureTitle.name(ofPath: folders.first ?? "") : "\(folders.count) folders"
    let size = options.recipe.imageSize
    let locals = (2..<max(options.recipe.viewCount, 2)).map(options.recipe.imageSize(ofView:))
    return PictureTitle(
      "\(data): two views by recipe \(PictureTitle.name(ofPath: options.name)), \(size) px",
      details: [NumberText.count(pairs, "pair") + " of each image"]
        + (locals.first.map { [NumberText.count(locals.count, "local crop") + " of \($0) px"] } ?? [])
        + ["seed \(options.seed)"])
  }
}
