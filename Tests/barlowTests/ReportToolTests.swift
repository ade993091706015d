import Foundation
import TestSupport
import Testing

/// `barlow report` on real runs, through the built tool.
@Suite struct ReportToolTests {
  private func train(_ data: TemporaryFolder, _ run: String, _ more: String...) throws {
    let result = try BarlowTool.run(
      [
        "pretrain", data.path, "--output", run, "--recipe", "small", "--backbone", "resnet10", "--width", "8",
        "--projector", "16-16", "--batch-size", "16", "--epochs", "2", "--threads", "1", "--precision", "fp32",
      ] + more)
    try #require(result.status == 0, "\(result.errors)")
  }

  private func page(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func runsAreReportedWithAndWithoutTheirData() throws {
    let (data, runs) = (try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: data, count: 64)
    try IDXFixture.write(to: data, prefix: "t10k", count: 32)
    let (first, second) = (runs.file("first"), runs.file("second"))
    try train(data, first)
    try train(data, second, "--lambda", "0.1")
    // Without what was watched, the report looks for itself.
    try? FileManager.default.removeItem(atPath: first + "/monitor.jsonl")

    let result = try BarlowTool.run("report", first, "--images", "24", "--json")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors == "\(data.path): 2 classes; train 64 images, test 32\n")
    let summary = try result.json()
    #expect(Set(summary.keys) == ["output", "runs", "verdicts", "learned", "sizeBytes", "missing", "datasets"])
    #expect(summary["output"] as? String == first + "/report.html")
    #expect((summary["verdicts"] as? [Any])?.first is String)
    let text = try page(first + "/report.html")
    #expect(text.utf8.count == summary["sizeBytes"] as? Int)
    #expect(text.contains("measured for this report") && text.contains("24 images: from the test part of"))

    let pair = try BarlowTool.run(
      "report", first, second, "--images", "0", "--output", runs.file("both.html"))
    #expect(pair.status == 0, "\(pair.errors)")
    let both = try page(runs.file("both.html"))
    #expect(both.firstMatch(of: #/The runs differ in [^<]*/#)?.output == "The runs differ in lambda.")
    #expect(try page(runs.file("both.html")).contains("as asked for by --images 0"))

    try FileManager.default.removeItem(atPath: data.path)
    let alone = try BarlowTool.run("report", first)
    #expect(
      alone.status == 0 && alone.errors.split(separator: "\n").filter { !$0.hasPrefix("next: ") }.count == 1,
      "\(alone.errors)")
    #expect(alone.errors.contains("first: images cannot be shown: \(data.path)"))
    #expect(try page(first + "/report.html").contains("images cannot be shown"))
    // Data that is asked for by name has to be there.
    let named = try BarlowTool.run("report", first, "--data", data.path)
    #expect(named.status == 66 && named.errorLines.count == 1)

    try FileManager.default.removeItem(atPath: second + "/weights")
    let unfinished = try BarlowTool.run("report", second)
    #expect(unfinished.status == 0 && unfinished.errors.contains("no weights yet"), "\(unfinished.errors)")
    let overwritten = try BarlowTool.run("report", second, "--output", second + "/nowhere/report.html")
    #expect(overwritten.status == 66 && overwritten.errorLines.count == 1)
  }

  @Test func badCallsAreExplained() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("empty")
    let (empty, output) = (folder.file("empty"), folder.file("r.html"))
    let cases: [([String], Int32, String)] = [
      ([], 64, "RUN is missing"), ([empty, "--output", folder.file("r.pdf")], 64, ".html"),
      ([empty, empty, "--output", output], 64, "given twice"), ([empty, folder.path], 64, "--output FILE.html"),
      ((0..<9).map { "run\($0)" } + ["--output", output], 64, "at most 8"), ([empty], 66, "not a run folder"),
      ([folder.file("nothing")], 66, "no such folder"), ([empty, "--images", "-1"], 64, "--images"),
      ([empty, "--images", "0", "--data", empty], 64, "--data has no effect with --images 0"),
      ([empty, "--images", "0", "--workers", "2"], 64, "--workers has no effect with --images 0"),
    ]
    for (arguments, status, words) in cases {
      let result = try BarlowTool.run(["report"] + arguments)
      #expect(result.status == status && result.errorLines.count == 1, "\(arguments): \(result.errors)")
      #expect(result.errors.contains(words), "\(arguments): \(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: output))
    }
  }
}
