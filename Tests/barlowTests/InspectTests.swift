import Foundation
import TestSupport
import Testing

@Suite struct InspectTests {
  private func table(_ rows: [[Double]]) -> [UInt8] {
    let lines = rows.map { row in row.map { "\($0)" }.joined(separator: ",") + "\n" }
    return Array(lines.joined().utf8)
  }

  private func expect(
    _ arguments: [String], status: Int32, _ words: String..., location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try BarlowTool.run(["inspect"] + arguments)
    #expect(result.status == status, "\(result.errors)", sourceLocation: location)
    #expect(result.errorLines.count == 1 && result.output.isEmpty, "\(result.errors)", sourceLocation: location)
    for word in words {
      #expect(result.errorLines.first?.contains(word) == true, "\(result.errors)", sourceLocation: location)
    }
  }

  @Test func oneFileIsToldWhatNeedsNoPairs() throws {
    let folder = try TemporaryFolder()
    let rows: [[Double]] = (0..<30).map { row in
      (0..<4).map { (column: Int) -> Double in sin(Double(row * 7 + column * 13 + row * row * (column + 1))) }
    }
    let file = try folder.write(table(rows), to: "a.csv")
    let one = try BarlowTool.run("inspect", file)
    #expect(one.status == 0, "\(one.errors)")
    #expect(one.output.contains("no collapse in this view") && one.output.contains("second view"))
    let json = try BarlowTool.run("inspect", file, "--json").json()
    #expect(json["loss"] == nil && json["verdict"] == nil && json["rankMe"] is Double && json["uniformity"] is Double)
    let two = try BarlowTool.run("inspect", file, file, "--json").json()
    #expect(two["verdict"] as? String == "healthy" && two["form"] as? String == "cross-correlation")
    #expect(two["rankMe"] as? Double == json["rankMe"] as? Double)
    let reversed = try folder.write(table(rows.reversed()), to: "b.csv")
    let untrained = try BarlowTool.run("inspect", file, reversed)
    #expect(untrained.output.contains("verdict: not-yet-trained"))
  }

  @Test func representationsGetNoVerdictOfEmbeddings() throws {
    let folder = try TemporaryFolder()
    // Eight features that all say the same: redundant, if they were embeddings.
    let rows: [[Double]] = (0..<60).map { row in (0..<8).map { sin(Double(row)) + 0.001 * cos(Double($0 * row)) } }
    let file = try folder.write(table(rows), to: "a.csv")
    #expect(try BarlowTool.run("inspect", file).output.contains("verdict: redundant"))
    let flag = try BarlowTool.run("inspect", file, file, "--features", "representation")
    #expect(flag.output.contains("verdict: none") && !flag.output.contains("larger λ"), "\(flag.output)")
    let origin = #"{"features":"whitened","model":"runs/a","data":"photos","images":60,"dimension":8}"#
    try folder.write(Array(origin.utf8), to: "a.origin.json")
    let said = try BarlowTool.run("inspect", file, file, "--json").json()
    #expect(said["verdict"] == nil && said["features"] as? String == "whitened" && said["rankMe"] is Double)
    let alone = try BarlowTool.run("inspect", file)
    #expect(alone.output.contains("no collapse in this view") && !alone.output.contains("larger λ"))
    try expect([file, "--features", "embedding"], status: 65, "whitened", "embedding")
    // The origin of a file that was replaced by another is not this one's.
    try folder.write(table(rows.dropLast()), to: "a.csv")
    #expect(try BarlowTool.run("inspect", file).output.contains("verdict: redundant"))
    // A complete collapse is one whatever the features are.
    let same = try folder.write(table(rows.map { _ in [1, 2, 3] }), to: "same.csv")
    let collapsed = try BarlowTool.run("inspect", same, "--features", "representation")
    #expect(collapsed.output.contains("verdict: complete-collapse"))
  }

  @Test func whatIsLeftOutOfATableIsSaid() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<20).map { row in "\(sin(Double(row))),\(cos(Double(row * row))),\(row % 3)\n" }.joined()
    let plain = (0..<20).map { row in "\(sin(Double(row))),\(cos(Double(row * row)))\n" }.joined()
    let labelled = try folder.write(Array(("f0,f1,label\n" + rows).utf8), to: "labelled.csv")
    let bare = try folder.write(Array(plain.utf8), to: "bare.csv")
    let text = try BarlowTool.run("inspect", labelled)
    #expect(text.output.hasPrefix("note: \(labelled): column 3 (label) holds classes and is left out\n"))
    let pair = try BarlowTool.run("inspect", labelled, bare, "--json").json()
    #expect(pair["dimension"] as? Int == 2 && pair["verdict"] as? String == "healthy")
    #expect((pair["notes"] as? [String])?.count == 1)
    let one = try BarlowTool.run("inspect", bare, "--json").json()
    #expect((one["notes"] as? [String])?.isEmpty == true)
  }

  @Test func badFilesTakeOneLine() throws {
    let folder = try TemporaryFolder()
    let good = try folder.write(table([[1, 2], [3, 4], [5, 7]]), to: "good.csv")
    try expect(
      [good, folder.write(table([[1, 2], [3, 4]]), to: "short.csv")], status: 65, "short.csv", "3 × 2", "2 × 2")
    try expect([folder.write(table([[1, 2]]), to: "one.csv")], status: 65, "one.csv", "one image")
    try expect(
      [good, folder.write(table([[1, 2], [3, .nan], [5, 7]]), to: "nan.csv")], status: 65, "row 1, column 1")
    try expect([good, "--lambda", "1"], status: 64, "--lambda")
    try expect([good, good, good], status: 64, "one argument too many")
    try expect([], status: 64, "A is missing")
    try expect(["x.txt"], status: 64, "x.txt", ".npz")
    try expect([folder.write([1, 2, 3], to: "bad.npz")], status: 65, "bad.npz")
    try expect([folder.file("none.safetensors") + ":z"], status: 66, "none.safetensors")
  }

  @Test func aModelIsToldByTwoViewsOfImages() throws {
    let trained = try TrainedRun.folder.get()
    let (data, run) = (trained.file("data"), trained.file("run"))
    let found = try BarlowTool.run("inspect", data, "--model", run, "--json")
    #expect(found.status == 0, "\(found.errors)")
    let json = try found.json()
    #expect(
      json["features"] as? String == "embedding" && json["images"] as? Int == 64 && json["dimension"] as? Int == 16)
    #expect(json["verdict"] is String && json["lidar"] is Double)
    // A file without a projector has representations only, of which no verdict is passed.
    let file = "\(run)/weights/backbone.safetensors"
    let other = try BarlowTool.run("inspect", data, "--model", file, "--max-images", "32", "--json").json()
    #expect(other["features"] as? String == "representation" && other["images"] as? Int == 32)
    #expect(other["dimension"] as? Int == 256)
    try expect([data, "--model", file, "--features", "embedding"], status: 65, "no projector")
    try expect([data, "--max-images", "3"], status: 64, "--max-images is for a model")
    try expect([data, data, "--model", run], status: 64, data)
    try expect([run], status: 64, "barlow inspect DATA --model")
  }
}
