import Formatting
import Foundation
import Runs
import Settings

extension RunReport {
  /// The whole configuration, how the views were made, and the machine.
  var configuration: PageSection {
    let values = runs.map(\.history.settings)
    let settings = Setting.all
    let differing = settings.filter { setting in Set(values.map { $0[setting.name] }).count > 1 }
    let intro: HTML =
      isComparison
      ? Self.note(
        differing.isEmpty
          ? "The runs have the same settings."
          : "The runs differ in \(differing.map(\.name).joined(separator: ", ")).")
      : ""
    let given = settings.filter { setting in values.contains { $0[setting.name] != nil } }
    // What differs comes first: it is what a comparison is about.
    let order = isComparison ? differing + given.filter { !differing.contains($0) } : given
    let runColumns = runs.map { DataTable.Column(isComparison ? $0.history.name : "value", isNumeric: false) }
    let table = DataTable(
      caption: "Settings",
      columns: [DataTable.Column("setting", isNumeric: false)] + runColumns
        + [DataTable.Column("meaning", isNumeric: false)],
      rows: order.map { setting in
        ["\(setting.name)"] + values.map { "\($0[setting.name] ?? NumberText.unknown)" } + ["\(setting.meaning)"]
      }, stressedRows: isComparison ? Set(0..<differing.count) : [])
    let keys = Set(runs.flatMap(\.history.record.environment.keys)).sorted()
    let machine = DataTable(
      caption: "The machine and the programs that the training was started on",
      columns: [DataTable.Column("what", isNumeric: false)] + runColumns,
      rows: [["data"] + runs.map { "\($0.history.record.data)" as HTML }]
        + keys.map { key in
          ["\(key)"] + runs.map { "\($0.history.record.environment[key] ?? NumberText.unknown)" as HTML }
        })
    let details = runs.enumerated().map { index, run -> HTML in
      """
      \(heading(index))<p>Command line</p><pre>\(Self.shell(run.history.record.commandLine))</pre>\
      <details><summary>How the views are made (JSON)</summary><pre>\(Self.json(run.history.record))</pre></details>
      """
    }
    return PageSection(
      id: "configuration", title: "Configuration",
      body: "\(intro)\(table.html)\(machine.html)\(details)")
  }

  /// Words as a shell would take them.
  private static func shell(_ words: [String]) -> String {
    words.map { word in
      let isPlain =
        !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=,+@%".contains($0)) }
      return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }

  private static func json(_ record: RunRecord) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    // A recipe that was read from JSON can be written as JSON.
    return (try? encoder.encode(record.views)).map { String(decoding: $0, as: UTF8.self) } ?? NumberText.unknown
  }
}
