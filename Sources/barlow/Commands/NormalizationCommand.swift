import Augmentation
import Datasets
import Formatting
import Foundation
import Images

/// `barlow normalization`: the mean and standard deviation of a data set's pixels, as a recipe wants them.
enum NormalizationCommand: Command {
  static let name = "normalization"
  static let abstract = "Measure the mean and standard deviation of a data set's pixels, for a recipe."
  static let arguments = ["DATA"]
  static let maxImages = Option(
    flag: "--max-images", placeholder: "N", help: "Measure a random subset of this many images; all by default.")
  static let onBadImage = Option(
    flag: "--on-bad-image", placeholder: "skip|fail", help: "What to do with an image that cannot be read; fail.")
  static let valueRange = Option(
    flag: "--value-range", placeholder: "full|data|LOW,HIGH",
    help: "What becomes black and white of values of more than 8 bits; data measures it; full by default.")
  static let options = [maxImages, valueRange, onBadImage, .json]
  static let discussion = """
    Of the training part. Every image counts the same, however large. The output goes into the JSON object of a recipe or
    of a --config file.
    """

  /// What values of more than 8 bits are there.
  struct DeepValues: Encodable {
    let images: Int
    let bits: Int
    let smallest: Int
    let largest: Int
  }

  /// What was measured.
  struct Summary: Encodable {
    let normalization: Normalization
    let channels: Int
    let images: Int
    let badImages: Int
    /// How values of more than 8 bits were mapped.
    let valueRange: ValueRange
    /// The values of more than 8 bits; nil if there are none.
    let values: DeepValues?
    /// How many images hold several pages or frames, of which the first was measured.
    let severalPictures: Int
    let notes: [String]
    /// What the data was understood to be.
    let dataset: DataSummary
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "put the line into a configuration file, and barlow pretrain --config FILE.json --output RUN FOLDER"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    let most = try arguments.integer(maxImages, in: 1...Int.max)
    let policy = try arguments.choice(onBadImage, OnBadImage.self) ?? .fail
    let asked = try arguments.value(Self.valueRange).map { text in
      guard let range = ValueRange(text) else {
        throw UsageError("\(Self.valueRange.flag) takes full, data or LOW,HIGH from 0 to 65535, not \"\(text)\"")
      }
      return range
    }
    // Every image is looked at once, so nothing is kept in memory.
    let opened = try DataOptions.open(data, arguments)
    let whole = try opened.open(split: .train, memoryLimitBytes: 0)
    let dataset: any ImageDataset = try most.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    Interruption.listen()
    let status = StatusLine("measuring")
    defer { status.finish() }
    // What is there at all, and whether it fills its range, comes before the mapping.
    var range = asked ?? .full
    if asked == .data {
      let values = try ImageSurvey(of: dataset, most: dataset.count) { try Interruption.check() }
      range = values.valueRange ?? .full
    }
    var survey = ImageSurvey(count: dataset.count)
    var statistics = PixelStatistics(channels: dataset.channels, valueRange: range)
    var badImages = 0
    for index in 0..<dataset.count {
      try Interruption.check()
      status.show(WorkProgress("", done: index, of: dataset.count))
      do throws(DatasetError) {
        try statistics.add(index, of: dataset)
        try survey.look(at: index, of: dataset)
      } catch {
        guard policy == .skip, !error.isExhaustion else {
          guard error.kind == .badData else { throw error }
          throw DatasetError(.badData, "\(error), or give \(onBadImage.flag) skip")
        }
        badImages += 1
        Terminal.error("skipped: \(error)")
      }
    }
    status.finish()
    let summary = Summary(
      normalization: try statistics.normalization(), channels: dataset.channels, images: statistics.count,
      badImages: badImages, valueRange: range,
      values: survey.values.map {
        DeepValues(
          images: survey.deep.count, bits: survey.bits, smallest: $0.lowerBound, largest: $0.upperBound)
      }, severalPictures: survey.several.count, notes: survey.notes(for: range),
      dataset: opened.summary)
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.error("\(data): \(summary.images) of \(whole.count) images measured")
      for note in summary.notes { Terminal.error("note: \(note)") }
      Terminal.output((range == .full ? "" : "\"valueRange\": \"\(range)\", ") + Self.text(summary.normalization))
    }
    return .done
  }

  /// A key and its value, to be pasted into a recipe.
  static func text(_ normalization: Normalization) -> String {
    func list(_ values: [Float]) -> String { values.map { String(format: "%.4f", $0) }.joined(separator: ", ") }
    return "\"normalization\": {\"mean\": [\(list(normalization.mean))], \"std\": [\(list(normalization.std))]}"
  }
}
