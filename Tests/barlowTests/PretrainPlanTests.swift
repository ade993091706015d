import Foundation
import Images
import NN
import Runs
import Settings
import TestSupport
import Testing

@testable import barlow

/// What the tool says of a training before it begins.
@Suite struct PretrainPlanTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<70 {
      let pixels = (0..<(40 * 40 * 3)).map { UInt8(truncatingIfNeeded: $0 * (number + 1)) }
      let image = Image(width: 40, height: 40, channels: 3, pixels: pixels)
      try folder.write(encodePNG(image), to: "photos/\(number).png")
    }
  }

  /// The same images in two folders of classes.
  private func labelled() throws -> String {
    for number in 0..<70 {
      let bytes = try Data(contentsOf: URL(filePath: folder.file("photos/\(number).png")))
      try folder.write([UInt8](bytes), to: "classes/\(number % 2 == 0 ? "even" : "odd")/\(number).png")
    }
    return folder.file("classes")
  }

  @Test func aDryRunSaysEverythingAndWritesNothing() throws {
    let run = folder.file("run")
    let result = try BarlowTool.run("pretrain", folder.file("photos"), "--output", run, "--dry-run", "--threads", "1")
    #expect(result.status == 0 && result.output.isEmpty, "\(result.errors)")
    for words in [
      "70 images", "recipe folder: it suits", "minutes 10: the recipe's", "batchSize", "steps fit into 10 minutes here",
      "steps an epoch", "in all", "memory", "to the end", "next: the same command without --dry-run",
    ] {
      #expect(result.errors.contains(words), "\(words): \(result.errors)")
    }
    // The images have 32 pixels; which views of no more than that are chosen is the machine's affair.
    #expect(["24×24", "28×28", "32×32"].contains { result.errors.contains("views \($0)") }, "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: run))
  }

  @Test func thePlanIsAConfiguration() throws {
    let json = try BarlowTool.run(
      "pretrain", folder.file("photos"), "--output", folder.file("run"), "--dry-run", "--json", "--minutes", "1",
      "--threads", "1")
    let plan = try json.json()
    #expect(
      plan["images"] as? Int == 70 && (plan["steps"] as? Int ?? 0) > 0 && (plan["parameters"] as? Int ?? 0) > 1000)
    #expect((plan["secondsPerStep"] as? Double ?? 0) > 0 && plan["seconds"] as? Double == 60)
    let settings = try #require(plan["configuration"] as? [String: Any])
    #expect(settings["usualFeatures"] as? String == "whitened" && settings["grid"] as? Int == 2)
    let file = folder.file("settings.json")
    try JSONSerialization.data(withJSONObject: settings).write(to: URL(filePath: file))
    let again = try BarlowTool.run(
      "pretrain", "--config", file, "--output", folder.file("run"), "--dry-run", "--json")
    let same = try #require(try again.json()["configuration"] as? [String: Any])
    #expect(NSDictionary(dictionary: same) == NSDictionary(dictionary: settings))
  }

  @Test func theDefaultsTrainAndAreReadWhitened() throws {
    let run = folder.file("run")
    let result = try BarlowTool.run(
      "pretrain", folder.file("photos"), "--output", run, "--epochs", "1", "--threads", "1")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("to the end"))
    // The first command, repeated, goes on with what the recipe was fitted to, and measures nothing.
    for recipe in [[], ["--recipe", "folder"]] {
      let again = try BarlowTool.run(
        ["pretrain", folder.file("photos"), "--output", run, "--epochs", "1", "--threads", "1"] + recipe)
      #expect(again.status == 0 && again.output.contains("is finished"), "\(again.errors)")
      #expect(!again.errors.contains("steps fit into"))
    }
    let other = try BarlowTool.run("pretrain", folder.file("photos"), "--output", run, "--recipe", "folder-large")
    #expect(other.status == 64 && other.errorLines.first?.contains("was started with") == true, "\(other.errors)")
    #expect(FileManager.default.fileExists(atPath: RunFolder(run).whiteningFile))
    func embed(_ name: String, _ more: [String]) throws -> [String: Any] {
      try BarlowTool.run(
        ["embed", folder.file("photos"), "--model", run, "--output", folder.file(name), "--json"] + more
      ).json()
    }
    // A ResNet-10, whose width the machine's speed decides, on a 2×2 grid.
    let record = try RunRecord(contentsOf: RunFolder(run).configurationFile)
    let dimension = try #require(record.backbone as? ResNetConfiguration).width * 8 * 4
    #expect(try embed("a.npy", [])["dimension"] as? Int == dimension)
    #expect(try embed("b.npy", ["--features", "whitened"])["images"] as? Int == 70)
    #expect(try embed("c.npy", ["--features", "representation"])["dimension"] as? Int == dimension)
    let (a, b, c) = (folder.file("a.npy"), folder.file("b.npy"), folder.file("c.npy"))
    #expect(FileManager.default.contentsEqual(atPath: a, andPath: b))
    #expect(!FileManager.default.contentsEqual(atPath: a, andPath: c))
    // Neighbours read what the run names, a linear classifier finds scales of its own.
    let knn = try BarlowTool.run(
      "evaluate", "knn", labelled(), "--model", run, "--k", "3", "--held-out", "0.3", "--json")
    #expect(
      try (knn.json()["results"] as? [[String: Any]])?.first?["features"] as? String == "whitened", "\(knn.errors)")
    let linear = try BarlowTool.run(
      "evaluate", "linear", labelled(), "--model", run, "--held-out", "0.3", "--l2", "0.1", "--json")
    #expect(linear.status == 0, "\(linear.errors)")
    let records = try readEvaluations(of: RunFolder(run))
    #expect(records.last?.kind == "linear" && records.last?.features == "representation")
  }
}
