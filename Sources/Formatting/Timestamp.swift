import Foundation

/// A moment as records keep it and pages show it, in universal time.
package enum Timestamp {
  /// A moment to the second by ISO 8601, such as `2026-11-26T22:24:45Z`.
  package static func record(_ date: Date) -> String { date.formatted(.iso8601) }

  /// What a record says, for people: `2026-11-26 22:24 UTC`; the record's own words if they are no moment.
  package static func text(_ record: String) -> String {
    guard let date = try? Date(record, strategy: .iso8601) else { return record }
    let parts = date.formatted(.iso8601).split(whereSeparator: { "TZ".contains($0) })
    guard parts.count == 2 else { return record }
    return "\(parts[0]) \(parts[1].prefix(5)) UTC"
  }
}
