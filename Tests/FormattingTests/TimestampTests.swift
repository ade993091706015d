import Foundation
import Testing

@testable import Formatting

@Suite struct TimestampTests {
  @Test func aMomentIsRecordedAndShownInUniversalTime() {
    // 2026-11-26 22:24:45 in universal time.
    let record = Timestamp.record(Date(timeIntervalSince1970: 1_795_731_885))
    #expect(record == "2026-11-26T22:24:45Z")
    #expect(Timestamp.text(record) == "2026-11-26 22:24 UTC")
    #expect(Timestamp.text("2026-11-26T23:24:45+01:00") == "2026-11-26 22:24 UTC")
    #expect(Timestamp.text("last week") == "last week" && Timestamp.text("") == "")
  }
}
