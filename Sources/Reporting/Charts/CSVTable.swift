import Files
import Foundation

/// The numbers of a chart as comma-separated values (RFC 4180), for a reader who wants to go on with them.
struct CSVTable {
  /// The lines, each with its end.
  let text: String

  /// The points that a chart draws: a column for its horizontal axis, and one or three for each curve.
  init(_ chart: LineChart) {
    let head = chart.series.flatMap { series in
      series.curve.band != nil
        ? [series.name, series.name + " lowest", series.name + " highest"] : [series.name]
    }
    let columns = chart.series.map { series in
      Dictionary(series.curve.points.map { ($0.x, $0) }, uniquingKeysWith: { $1 })
    }
    let places = Set(columns.flatMap(\.keys)).sorted()
    let rows = places.map { x -> [String] in
      [Self.number(x)]
        + zip(chart.series, columns).flatMap { series, points -> [String] in
          let point = points[x]
          let values = series.curve.band != nil ? [point?.mean, point?.minimum, point?.maximum] : [point?.mean]
          return values.map { $0.map(Self.number) ?? "" }
        }
    }
    text = ([[chart.xLabel] + head] + rows).map(CSV.line).joined()
  }

  /// The text as a JSON string that cannot end the element it stands in.
  var json: HTML {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{20}"..."\u{7E}" where scalar != "<": result.unicodeScalars.append(scalar)
      default: result += scalar.utf16.map { String(format: "\\u%04x", Int($0)) }.joined()
      }
    }
    return HTML(trusted: result + "\"")
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(format: "%.7g", value)
  }
}
