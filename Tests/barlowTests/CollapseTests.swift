import Foundation
import TestSupport
import Testing

/// `barlow collapse` and `barlow watch`, through the built tool.
@Suite struct CollapseTests {
  @Test func scenariosAreTrainedAndDrawnOnce() throws {
    let (data, output) = (try TemporaryFolder(), try TemporaryFolder())
    // Its classes stand in a table, as those of images without files of labels do.
    try IDXFixture.write(to: data, count: 300, labelled: false)
    let rows = (0..<300).map { "train/\(String(format: "%05d", $0)),\($0 % 2 == 0 ? "left" : "up")\n" }
    let table = try output.write(Array(rows.joined().utf8), to: "labels.csv")
    let arguments = [
      "collapse", data.path, "--output", output.file("c"), "--epochs", "1", "--label-file", table, "--json",
    ]
    let result = try BarlowTool.run(arguments)
    #expect(result.status == 0, "\(result.errors)")
    let summary = try result.json()
    let scenarios = try #require(summary["scenarios"] as? [[String: Any]])
    #expect(
      scenarios.map { $0["objective"] as? String } == [
        "cosine-similarity", "invariance-only", "barlow-twins", "contrastive", "stop-gradient",
      ])
    #expect(
      scenarios.map { $0["expected"] as? [String] } == [
        ["complete-collapse"], ["redundant"], ["healthy"], ["healthy"], ["redundant", "healthy"],
      ])
    #expect(scenarios.allSatisfy { $0["knn"] is Double && $0["verdict"] is String })
    #expect(summary["asExpected"] is Bool)
    let dataset = try #require(summary["dataset"] as? [String: Any])
    #expect(dataset["classes"] as? Int == 2 && (dataset["labelTable"] as? [String: Any])?["rows"] as? Int == 300)
    let page = try String(contentsOfFile: output.file("c/collapse.html"), encoding: .utf8)
    for word in ["no-variance", "no-redundancy-term", "correlation-range", "features-4", "id=\"spectra\""] {
      #expect(page.contains(word), "\(word)")
    }
    // Pictures in base64 may spell anything.
    let words = page.replacing(#/base64,[A-Za-z0-9+\/=]+/#, with: "")
    for nonsense in ["NaN", "http://", "https://"] { #expect(!words.contains(nonsense), "\(nonsense)") }

    // What is finished is not trained again, and says the same.
    let again = try BarlowTool.run(arguments)
    #expect(again.status == 0 && !again.errors.contains("images/s"))
    #expect(try again.json()["asExpected"] as? Bool == summary["asExpected"] as? Bool)

    let run = output.file("c/barlow-twins")
    let watched = try BarlowTool.run("watch", run)
    #expect(watched.status == 0 && watched.errors.isEmpty)
    #expect(watched.output.contains("step 2, epoch 1: loss") && watched.output.contains("C (first 64 of 128)"))
  }

  @Test func badCallsAreExplained() throws {
    let folder = try TemporaryFolder()
    for (arguments, status, word) in [
      (["watch", folder.path], Int32(66), "not a run folder"), (["watch"], 64, "RUN"),
      (["watch", folder.path, "--interval", "0"], 64, "--interval"),
      (["collapse", folder.file("none")], 66, "no such folder"), (["collapse"], 64, "DATA"),
      (["collapse", folder.path, "--epochs", "0"], 64, "--epochs"),
    ] {
      let result = try BarlowTool.run(arguments)
      #expect(result.status == status, "\(arguments): \(result.errors)")
      #expect(result.errorLines.count == 1 && result.errors.contains(word), "\(result.errors)")
    }
  }
}
