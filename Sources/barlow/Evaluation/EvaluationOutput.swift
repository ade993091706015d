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

  private let isJSON: Bool
  private let picture: String?

  /// Reads the flags; called before anything is computed, so that a wrong name costs nothing.
  init(_ arguments: Arguments) throws {
    isJSON = arguments.has(.json)
    picture = arguments.value(Self.confusion)
    if let picture, ![".png", ".svg"].contains(where: picture.lowercased().hasSuffix) {
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
    let map = HeatMap.confusion(confusion)
    let isDrawing = picture.lowercased().hasSuffix(".svg")
    try AtomicFile.write(isDrawing ? Data(map.svgFile.utf8) : Data(map.pngFile()), to: picture)
  }
}
