import Evaluation
import Files
import Foundation
import Reporting
import Training

/// What every evaluation does at its end: prints, draws, and writes into the run folder.
struct EvaluationOutput {
  /// The side of a picture in pixels, about.
  private static let pictureSide = 960

  static let confusion = Option(
    flag: "--confusion", placeholder: "FILE.png|FILE.svg",
    help: "Draw which classes were taken for which; an .svg has their names.")

  private let isJSON: Bool
  private let picture: String?

  /// Reads the flags; called before anything is computed, so that a wrong name costs nothing.
  init(_ arguments: Arguments) throws {
    isJSON = arguments.has(.json)
    picture = arguments.value(Self.confusion)
    if let picture, !picture.hasSuffix(".png"), !picture.hasSuffix(".svg") {
      throw UsageError("\(Self.confusion.flag) must end in .png or .svg, not \"\(picture)\"")
    }
  }

  /// Prints a result, draws its confusion and adds its records to the run folder.
  ///
  /// A run folder that cannot be written is no reason to lose the result.
  func write(
    _ result: some Encodable & CustomStringConvertible, table: String, confusion: ConfusionMatrix,
    records: [EvaluationRecord], run: RunFolder
  ) throws {
    if isJSON {
      try Terminal.output(json: result)
    } else {
      Terminal.output(String(describing: result) + table)
    }
    do {
      try run.append(records)
    } catch let error as FileError {
      Terminal.error("note: the evaluation is not recorded: \(error)")
    }
    guard let picture else { return }
    let map = HeatMap.confusion(confusion.counts, classNames: confusion.classNames)
    if picture.hasSuffix(".svg") {
      try AtomicFile.write(Data(map.svgFile.utf8), to: picture)
    } else {
      try AtomicFile.write(Data(map.png(cellSize: max(1, Self.pictureSide / confusion.classNames.count))), to: picture)
    }
  }
}
