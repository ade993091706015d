import Datasets
import Evaluation
import Files
import Foundation
import Reporting
import Runs

/// What every evaluation does at its end: prints, draws, and writes into the run folder.
struct EvaluationOutput {
  static let confusion = Option(
    flag: "--confusion", placeholder: "FILE.png|FILE.svg",
    help: "Draw which classes were taken for which.")
  static let noBaselines = Option(
    flag: "--no-baselines", placeholder: nil,
    help: "Leave out what the accuracy is compared with: the largest class, raw pixels, the network untrained.")

  private let isJSON: Bool
  private let picture: String?
  /// What a picture of pixels is written in; a drawing is written in the font of whoever shows it.
  private let typeface: Typeface?

  /// Reads the flags; called before anything is computed, so that a wrong name costs nothing.
  init(_ arguments: Arguments, data: DatasetDescription) throws {
    isJSON = arguments.has(.json)
    picture = arguments.value(Self.confusion)
    if let picture, ![".png", ".svg"].contains(where: picture.lowercased().hasSuffix) {
      throw UsageError("\(Self.confusion.flag) must end in .png or .svg, not \"\(picture)\"")
    }
    if let picture { try OutputCheck.check([picture], data: [data]) }
    typeface = picture?.lowercased().hasSuffix(".png") == true ? try Typeface.installed() : nil
  }

  /// A result with what it is compared with, as one JSON object.
  private struct Compared<Result: Encodable>: Encodable {
    let result: Result
    let comparison: AccuracyComparison?
    let data: EvaluationData
    let answers: RunAnswers?

    private enum CodingKeys: String, CodingKey { case dataset, notes, unseenTestImages }

    func encode(to encoder: any Encoder) throws {
      try result.encode(to: encoder)
      try comparison?.encode(to: encoder)
      try answers?.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encodeIfPresent(data.parts.summary, forKey: .dataset)
      try values.encode(data.notes, forKey: .notes)
      try values.encode(data.unseenTestImages, forKey: .unseenTestImages)
    }
  }

  /// Prints a result, draws its confusion and adds its records to the run folder, if the model is that of a run.
  ///
  /// A run folder that cannot be written is no reason to lose the result.
  func write(
    _ result: some Encodable & CustomStringConvertible, table: String, confusion: ConfusionMatrix,
    records: [EvaluationRecord], model: ModelOptions, data: EvaluationData
  ) throws {
    // The newest record is the one that stands for all.
    let comparison = records.last.flatMap(AccuracyComparison.init)
    // What it says of the training is told where it was measured on the training's own data.
    let isOwnData = model.run != nil && model.features.model.record.data == records.last?.data
    let answers =
      comparison != nil && isOwnData
      ? model.run.flatMap { RunAnswers(of: $0, measured: records.last) }?.besidesLearned : nil
    if isJSON {
      try Terminal.output(
        json: Compared(
          result: result, comparison: comparison, data: data, answers: answers))
    } else {
      let words = comparison.map { "\n\n\($0)" } ?? ""
      let lines = answers?.lines.map { "\n" + $0 }.joined()
      Terminal.output(String(describing: result) + table + words + (lines ?? ""))
    }
    do {
      try model.run?.append(records)
    } catch let error as FileError {
      Terminal.error("note: the evaluation is not recorded: \(error)")
    }
    guard let picture else { return }
    try Interruption.check()
    let title = records.last.map { PictureTitle($0, run: PictureTitle.name(ofPath: model.path)) }
    let map = HeatMap.confusion(confusion, title: title)
    try Interruption.check()
    try AtomicFile.write(typeface.map { Data(try map.pngFile(in: $0)) } ?? Data(map.svgFile.utf8), to: picture)
    if let typeface { Terminal.note(of: typeface) }
  }
}
