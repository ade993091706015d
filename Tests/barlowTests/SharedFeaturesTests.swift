import Foundation
import Runs
import TestSupport
import Testing

/// Features that several processes compute together: what is written is what one process writes.
@Suite(.serialized) struct SharedFeaturesTests {
  private let folder: TemporaryFolder
  private let run: String

  init() throws {
    folder = try TemporaryFolder()
    run = try TrainedRun.copy(into: folder)
    // 21 images in batches of 4: the last batch has 1.
    for number in 0..<21 { try folder.write(BMPFixture.image(number), to: "photos/\(number % 3)/\(number).bmp") }
  }

  private func words(_ output: String, _ more: String...) -> [String] {
    ["embed", folder.file("photos"), "--model", run, "--output", folder.file(output), "--batch-size", "4"] + more
  }

  private func launch(_ size: Int, _ words: [String]) throws -> BarlowTool.Result {
    try BarlowTool.run(["launch", "--processes", String(size), "--"] + words)
  }

  private func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: folder.file(name))) }

  @Test func filesAreThoseOfOneProcessToTheByte() throws {
    #expect(try BarlowTool.run(words("1.npy", "--no-cache")).status == 0)
    // More processes than batches too.
    for size in [2, 8] {
      let result = try launch(size, words("\(size).npy", "--no-cache"))
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("\(size) processes compute features, batch by batch in turns"))
      #expect(result.output.split(separator: "\n").count == 1, "\(result.output)")
      for ending in ["npy", "names.txt", "labels.npy", "classes.txt"] {
        #expect(try bytes("\(size).\(ending)") == bytes("1.\(ending)"), "\(size).\(ending)")
      }
      #expect(!FileManager.default.fileExists(atPath: folder.file("\(size).npy.partial")))
    }
    // From the cache, which rank 0 has.
    #expect(try launch(2, words("cached.npy")).status == 0)
    let cached = try launch(2, words("again.npy"))
    #expect(cached.status == 0 && cached.errors.contains("21"))
    #expect(try bytes("cached.npy") == bytes("1.npy") && bytes("again.npy") == bytes("1.npy"))
    let index = ["index", folder.file("photos"), "--model", run, "--batch-size", "4", "--no-cache", "--output"]
    #expect(try BarlowTool.run(index + [folder.file("one.safetensors")]).status == 0)
    #expect(try launch(2, index + [folder.file("two.safetensors")]).status == 0)
    #expect(try bytes("one.safetensors") == bytes("two.safetensors"))
  }

  @Test func badImagesAreSkippedAndToldAsInOneProcess() throws {
    // A whole batch of them, and one in another's turn.
    for number in [4, 5, 6, 7, 13] { try folder.write(Array("no image".utf8), to: "bad/\(number / 4)/\(number).png") }
    for number in 0..<16 where ![4, 5, 6, 7, 13].contains(number) {
      try folder.write(BMPFixture.image(number), to: "bad/\(number / 4)/\(number).bmp")
    }
    func call(_ output: String, _ policy: String) -> [String] {
      [
        "embed", folder.file("bad"), "--model", run, "--output", folder.file(output), "--batch-size", "4", "--no-cache",
        "--on-bad-image", policy,
      ]
    }
    let one = try BarlowTool.run(call("1.csv", "skip"))
    let three = try launch(3, call("3.csv", "skip"))
    #expect(one.status == 0 && three.status == 0, "\(three.errors)")
    #expect(try bytes("1.csv") == bytes("3.csv"))
    func skipped(_ result: BarlowTool.Result) -> [Substring] {
      result.errors.split(separator: "\n").filter { $0.hasPrefix("skipped") }.sorted()
    }
    #expect(skipped(one).count == 5 && skipped(three) == skipped(one), "\(three.errors)")
    let alone = try BarlowTool.run(call("fails.csv", "fail"))
    let together = try launch(3, call("fails.csv", "fail"))
    #expect(alone.status == 65 && together.status == 65, "\(together.errors)")
    #expect(together.errorLines.last == alone.errorLines.last)
    #expect(!FileManager.default.fileExists(atPath: folder.file("fails.csv")))
    for number in 0..<9 { try folder.write([1, 2], to: "none/\(number).png") }
    let none = [
      "embed", folder.file("none"), "--model", run, "--output", folder.file("none.csv"), "--batch-size", "4",
      "--on-bad-image", "skip",
    ]
    let (mine, theirs) = (try BarlowTool.run(none), try launch(2, none))
    #expect(mine.status == 65 && theirs.status == 65 && mine.errorLines.last == theirs.errorLines.last)
  }

  @Test func evaluationsAreThoseOfOneProcess() throws {
    for command in [["knn"], ["linear"]] {
      let words =
        ["evaluate"] + command + [
          folder.file("photos"), "--model", run, "--batch-size", "4", "--held-out", "0.3", "--json",
        ]
      func evaluate(_ size: Int) throws -> Data {
        try? FileManager.default.removeItem(atPath: run + "/features")
        let result = try size == 1 ? BarlowTool.run(words) : launch(size, words)
        #expect(result.status == 0, "\(result.errors)")
        return Data(result.output.utf8)
      }
      let one = try evaluate(1)
      #expect(one.count > 100)
      #expect(try evaluate(3) == one)
    }
    let records = try String(contentsOfFile: run + "/evaluations.jsonl", encoding: .utf8).split(separator: "\n")
    #expect(Set(records.map { $0.contains("\"knn\"") }).count == 2)
  }

  @Test func whoDoesNotFitIsRefusedByName() throws {
    let other = try TemporaryFolder()
    let model = try TrainedRun.copy(into: other)
    let made = try BarlowTool.run(
      ["pretrain", TrainedRun.folder.get().file("data"), "--output", model, "--overwrite"] + TrainedRun.flags
        + ["--seed", "8"])
    #expect(made.status == 0, "\(made.errors)")
    let plain = words("e.csv")
    let results = try Processes([plain, plain.map { $0 == run ? model : $0 }]).wait()
    #expect(results.allSatisfy { $0.status == 64 }, "\(results.map(\.errors))")
    #expect(results[0].errorLines.last?.contains("rank 1 has the model ") == true, "\(results[0].errors)")
    try folder.write(BMPFixture.image(1), to: "fewer/1.bmp")
    let fewer = try Processes([plain, plain.map { $0 == folder.file("photos") ? folder.file("fewer") : $0 }]).wait()
    #expect(fewer.allSatisfy { $0.status == 64 })
    #expect(fewer[0].errorLines.last?.contains("rank 1 has the data 1 images") == true, "\(fewer[0].errors)")
    // What ends one process ends the others with the same code.
    let gone = try Processes([plain, plain, plain.map { $0 == folder.file("photos") ? folder.file("gone") : $0 }])
      .wait()
    #expect(gone.map(\.status) == [66, 66, 66], "\(gone.map(\.errors))")
    #expect(gone[0].errorLines.count == 1 && gone[0].errors.contains("rank 2 has ended: \(folder.file("gone"))"))
    let list = try launch(2, ["embed", "-", "--model", run, "--output", folder.file("e.csv")])
    #expect(list.status == 64 && list.errorLines.last?.contains("- is a list that one process reads") == true)
    let missing = try launch(2, words("e.csv").map { $0 == run ? folder.file("gone") : $0 })
    #expect(missing.status == 66 && missing.errorLines.count == 1, "\(missing.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("e.csv")))
  }

  /// What is done is kept, whoever goes, and any number of processes goes on with it.
  @Test func whoIsKilledOrStoppedEndsAllAndAnyNumberGoesOn() throws {
    for number in 0..<1500 { try folder.write(BMPFixture.image(number), to: "many/\(number).bmp") }
    func call(_ output: String) -> [String] {
      [
        "embed", folder.file("many"), "--model", run, "--output", folder.file(output), "--batch-size", "2",
        "--no-cache",
      ]
    }
    func waitForRows(_ calls: [BarlowTool.Call]) throws {
      let rows = folder.file("e.npy.partial/rows.f32")
      let start = ContinuousClock.now
      func size() -> Int { ((try? FileManager.default.attributesOfItem(atPath: rows))?[.size] as? Int) ?? 0 }
      let before = size()
      while calls.allSatisfy(\.isRunning), size() <= before {
        try #require(ContinuousClock.now - start < .seconds(60))
        usleep(5000)
      }
    }
    let killed = try Processes(3, call("e.npy"))
    try waitForRows(killed.calls)
    killed.calls[1].signal(SIGKILL)
    let results = try killed.wait()
    #expect(results[0].status == 69 && results[2].status == 69, "\(results.map(\.errors))")
    #expect(results[0].errors.contains("rank 1 ") && results[0].errors.contains("goes on with what is done"))
    let stopped = try Processes(2, call("e.npy"))
    try waitForRows(stopped.calls)
    stopped.calls[1].signal(SIGTERM)
    let codes = try stopped.wait()
    #expect(codes[0].status == 130 && codes[0].errors.contains("rank 1 was asked to stop"), "\(codes.map(\.errors))")
    let last = try BarlowTool.run(call("e.npy") + ["--json"])
    #expect(last.status == 0, "\(last.errors)")
    #expect((try last.json()["resumedAt"] as? Int ?? 0) > 0)
    #expect(try BarlowTool.run(call("one.npy")).status == 0)
    #expect(try bytes("e.npy") == bytes("one.npy"))
  }

  /// What the monitor sees of the same weights.
  @Test func measurementsDuringTrainingAreShared() throws {
    let data = try TemporaryFolder()
    try IDXFixture.write(to: data, count: 400)
    func measured(_ size: Int) throws -> [[String: Any]] {
      let path = folder.file("monitored\(size)")
      let words = [
        "pretrain", data.path, "--output", path, "--recipe", "small", "--image-size", "16", "--backbone", "resnet10",
        "--width", "8", "--projector", "16-16", "--batch-size", "16", "--epochs", "1", "--warmup-epochs", "0",
        "--precision", "fp32", "--threads", "1", "--workers", "1", "--monitor", "both", "--monitor-every", "11",
        "--keep-best",
      ]
      let result = try size == 1 ? BarlowTool.run(words) : launch(size, words)
      #expect(result.status == 0, "\(result.errors)")
      let lines = try String(contentsOfFile: path + "/monitor.jsonl", encoding: .utf8).split(separator: "\n")
      return try lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    }
    let (one, three) = (try measured(1), try measured(3))
    #expect(one.count == three.count && one.count >= 2)
    for (a, b) in zip(one, three) {
      let (mine, theirs) = (a["knn"] as? [String: Any], b["knn"] as? [String: Any])
      #expect(mine?["bankSize"] as? Int == theirs?["bankSize"] as? Int && mine?["bankSize"] as? Int != nil)
      #expect(mine?["queryCount"] as? Int == theirs?["queryCount"] as? Int)
      let (x, y) = (mine?["accuracy"] as? Double ?? -1, theirs?["accuracy"] as? Double ?? -2)
      #expect(abs(x - y) < 0.06, "\(x), \(y)")
      let (p, q) = (a["diagnosis"] as? [String: Any], b["diagnosis"] as? [String: Any])
      let ranks = [p, q].map { $0?["rankMe"] as? Double ?? -1 }
      #expect(ranks[0] > 0 && abs(ranks[0] - ranks[1]) < 0.02 * ranks[0], "\(ranks)")
    }
  }
}
