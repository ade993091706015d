import Foundation
import TestSupport
import Testing

@testable import barlow

/// `--value-range` and what is said without it, through the built tool.
@Suite struct ValueRangeToolTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<40 {
      try folder.write(
        TIFFFixture.ramp(low: 200 + number, high: 2201 + number, pages: number == 0 ? 3 : 1), to: "scans/\(number).png")
    }
  }

  @Test func theMeasurementUsesTheRange() throws {
    let data = folder.file("scans")
    let plain = try BarlowTool.run("normalization", data, "--json").json()
    #expect(plain["valueRange"] as? String == "full" && plain["severalPictures"] as? Int == 1)
    let values = try #require(plain["values"] as? [String: Int])
    #expect(values == ["images": 40, "bits": 16, "smallest": 200, "largest": 2240])
    #expect((plain["notes"] as? [String])?.count == 2)
    let said = try BarlowTool.run("normalization", data).errors
    #expect(said.contains("note: values of 16 bits run from 200 to 2240, which leaves 9 of 256 levels"), "\(said)")
    #expect(said.contains("note: 1 holds several pages or frames, of which the first is used (0.png)"), "\(said)")

    for text in ["data", "200,2240"] {
      let mapped = try BarlowTool.run("normalization", data, "--value-range", text)
      #expect(
        mapped.output.hasPrefix("\"valueRange\": \"200,2240\", \"normalization\": {\"mean\": [0.5000"),
        "\(mapped.output)")
      #expect(!mapped.errors.contains("levels"))
    }
    for text in ["12", "5,4", "all", "0,70000"] {
      let refused = try BarlowTool.run("normalization", data, "--value-range", text)
      #expect(refused.status == 64 && refused.errorLines.count == 1, "\(refused.errors)")
    }
  }

  @Test func aTrainingRecordsTheRange() throws {
    let call = ["pretrain", folder.file("scans"), "--output", folder.file("run"), "--threads", "1", "--epochs", "1"]
    let plain = try BarlowTool.run(call + ["--dry-run", "--json"])
    let plan = try plain.json()
    #expect((plan["notes"] as? [String])?.contains { $0.contains("--value-range") } == true, "\(plain.errors)")
    #expect((plan["configuration"] as? [String: Any])?["valueRange"] == nil)
    #expect(plain.errors.contains("note: "))

    let measured = try BarlowTool.run(call + ["--dry-run", "--json", "--value-range", "data"])
    #expect((try measured.json()["configuration"] as? [String: Any])?["valueRange"] as? String == "200,2240")
    #expect(measured.errors.contains("valueRange 200,2240: the smallest and largest value of 40 images"))
    #expect(!measured.errors.contains("levels"))
    let refused = try BarlowTool.run(call + ["--value-range", "9"])
    #expect(refused.status == 64 && refused.errorLines.count == 1, "\(refused.errors)")

    let trained = try BarlowTool.run(call + ["--value-range", "data", "--recipe", "small"])
    #expect(trained.status == 0, "\(trained.errors)")
    // The same words are the same run.
    let again = try BarlowTool.run(call + ["--value-range", "data", "--recipe", "small"])
    #expect(again.status == 0, "\(again.errors)")
    let other = try BarlowTool.run(call + ["--value-range", "0,4095", "--recipe", "small"])
    #expect(other.status == 64 && other.errors.contains("value-range"), "\(other.errors)")
    let embedded = try BarlowTool.run(
      "embed", folder.file("scans"), "--model", folder.file("run"), "--output", folder.file("features.npy"))
    #expect(embedded.status == 0 && !embedded.errors.contains("levels"), "\(embedded.errors)")
  }
}
