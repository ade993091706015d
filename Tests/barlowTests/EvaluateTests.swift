import Foundation
import Runs
import Testing
import TestSupport

/// What evaluations keep, record, draw and refuse, through the tool.
@Suite struct EvaluateTests {
  /// The keys of what the folder of a run answers, beside what an evaluation measures.
  private static let answers = [
    "verdict", "verdictReason", "agreement", "trend", "rank", "progress", "nextStep",
  ]

  /// A copy of the trained run and its images, and the folder that both are in.
  private func trained() throws -> (folder: TemporaryFolder, data: String, run: String) {
    let original = try TrainedRun.folder.get()
    let folder = try TemporaryFolder()
    for name in ["data", "run"] {
      try FileManager.default.copyItem(atPath: original.file(name), toPath: folder.file(name))
    }
    return (folder, folder.file("data"), folder.file("run"))
  }

  /// A folder of colour pictures in two classes.
  private func pictures(_ count: Int, in folder: TemporaryFolder) throws -> String {
    for index in 0..<count {
      try folder.write(BMPFixture.image(index), to: "pictures/\(index % 2 == 0 ? "even" : "odd")/\(index).bmp")
    }
    return folder.file("pictures")
  }

  private func knn(_ data: String, _ run: String, _ more: String...) throws -> BarlowTool.Result {
    let result = try BarlowTool.run(["evaluate", "knn", data, "--model", run, "--json"] + more)
    #expect(result.status == 0, "\(result.errors)")
    return result
  }

  @Test func featuresAreComputedOnce() throws {
    let (folder, data, run) = try trained()
    defer { withExtendedLifetime(folder) {} }
    let first = try knn(data, run, "--features", "both")
    #expect(!first.errors.contains("from the cache"))
    let again = try knn(data, run, "--features", "both")
    #expect(again.output == first.output)
    for kind in ["representations", "embeddings"] {
      #expect(again.errors.contains("training images: 64 \(kind) from the cache"))
      #expect(again.errors.contains("test images: 32 \(kind) from the cache"))
    }
    let kept = try FileManager.default.contentsOfDirectory(atPath: run + "/features")
    #expect(kept.count(where: { $0.hasSuffix(".safetensors") }) == 4 && kept.contains("baselines.json"))

    // Other settings, other data, other weights, and the wish for none: computed anew.
    #expect(!(try knn(data, run, "--precision", "bf16").errors.contains("from the cache")))
    #expect(!(try knn(data, run, "--max-images", "20").errors.contains("from the cache")))
    #expect(!(try knn(data, run, "--no-cache").errors.contains("from the cache")))
    let images = URL(filePath: data + "/t10k-images-idx3-ubyte")
    var bytes = try Data(contentsOf: images)
    bytes[20] ^= 64
    try bytes.write(to: images)
    let changed = try knn(data, run)
    #expect(changed.errors.contains("training images: 64 representations from the cache"))
    #expect(!changed.errors.contains("test images: 32"))
    let longer = try BarlowTool.run(
      ["pretrain", data, "--output", run, "--overwrite", "--seed", "5"] + TrainedRun.flags)
    #expect(longer.status == 0)
    #expect(!FileManager.default.fileExists(atPath: run + "/features"))
    #expect(!(try knn(data, run).errors.contains("from the cache")))
  }

  @Test func theWeightsInTheFolderDecide() throws {
    let (folder, data, run) = try trained()
    defer { withExtendedLifetime(folder) {} }
    _ = try knn(data, run)
    let other = folder.file("other")
    #expect(try BarlowTool.run(["pretrain", data, "--output", other, "--seed", "9"] + TrainedRun.flags).status == 0)
    let weights = "/weights/backbone.safetensors"
    try FileManager.default.removeItem(atPath: run + weights)
    try FileManager.default.copyItem(atPath: other + weights, toPath: run + weights)
    let exchanged = try knn(data, run)
    #expect(!exchanged.errors.contains("from the cache"))
    let direct = try knn(data, other, "--no-cache")
    // What is measured is of the weights; the answers beside it are of what each folder tells of its training.
    func measured(_ result: BarlowTool.Result) throws -> NSDictionary {
      try result.json().filter { !Self.answers.contains($0.key) } as NSDictionary
    }
    #expect(try measured(exchanged) == measured(direct))
  }

  @Test func aDamagedFileIsComputedAgain() throws {
    let (folder, data, run) = try trained()
    defer { withExtendedLifetime(folder) {} }
    let first = try knn(data, run)
    for name in try FileManager.default.contentsOfDirectory(atPath: run + "/features") {
      let file = URL(filePath: "\(run)/features/\(name)")
      var bytes = try Data(contentsOf: file)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: file)
    }
    let again = try knn(data, run)
    #expect(again.output == first.output)
    #expect(again.errors.contains("damaged") && again.errors.contains("computed again"))
    #expect(try knn(data, run).errors.contains("from the cache"))
  }

  @Test func skippedImagesAreSaidAgain() throws {
    let (folder, _, run) = try trained()
    let data = try pictures(40, in: folder)
    try folder.write(Array("no picture".utf8), to: "pictures/odd/broken.bmp")
    let first = try knn(data, run, "--on-bad-image", "skip")
    let again = try knn(data, run, "--on-bad-image", "skip")
    for result in [first, again] {
      #expect(result.errors.contains("skipped: ") && result.errors.contains("odd/broken.bmp"))
    }
    #expect(again.errors.contains("from the cache") && again.output == first.output)
    let failing = try BarlowTool.run("evaluate", "knn", data, "--model", run)
    #expect(failing.status == 65 && failing.errorLines.first?.contains("odd/broken.bmp") == true)
    let records = try readEvaluations(of: RunFolder(run))
    #expect(records.last?.settings["skippedImages"] == "1")
  }

  @Test func everyEvaluationIsRecorded() throws {
    let (folder, data, run) = try trained()
    let votes = try knn(data, run, "--k", "5,1", "--temperature", "0.2", "--features", "embedding,representation")
    let linear = try BarlowTool.run("evaluate", "linear", data, "--model", run, "--l2", "0.01", "--json")
    let (png, svg) = (folder.file("c.png"), folder.file("c.svg"))
    let tuned = try BarlowTool.run(
      "evaluate", "finetune", data, "--model", run, "--labels", "50%", "--epochs", "4", "--batch-size", "20",
      "--confusion", png, "--json")
    #expect(tuned.status == 0, "\(tuned.errors)")
    #expect(tuned.errors.contains("epoch 4/4 step 2/2 loss"))
    let records = try readEvaluations(of: RunFolder(run))
    #expect(records.map(\.kind) == ["knn", "knn", "knn", "knn", "linear", "finetune"])
    #expect(records.allSatisfy { $0.step == 4 && $0.data == data && $0.top5 == nil })
    // The first combination is the last of its kind.
    #expect(records[3].features == "embedding" && records[3].settings["k"] == "5")
    #expect(try votes.json()["top1"] as? Double == records[3].top1)
    #expect(try (votes.json()["results"] as? [[String: Any]])?.count == 4)
    #expect(records[4].settings["l2"] == "0.01" && records[4].settings["protocol"] == "full-batch")
    #expect(try linear.json()["top1"] as? Double == records[4].top1)
    let settings = records[5].settings
    #expect(settings["labels"] == "50.0%" && settings["trainingImages"] == "32" && settings["imagesPerStep"] == "16")
    #expect(settings["backboneLearningRate"] == "0.005" && settings["headLearningRate"] == "0.5")
    let result = try tuned.json()
    #expect(result["top1"] as? Double == records[5].top1)
    #expect((result["confusion"] as? [[Int]])?.joined().reduce(0, +) == 32)
    #expect(result["classNames"] as? [String] == ["0", "1"] && (result["perClass"] as? [Double])?.count == 2)
    #expect(try Data(contentsOf: URL(filePath: png)).starts(with: [0x89, 0x50, 0x4E, 0x47]))

    // Fine-tuning leaves the weights of the run alone.
    #expect(try knn(data, run, "--features", "both").errors.contains("from the cache"))
    let text = try BarlowTool.run(
      "evaluate", "knn", data, "--model", run, "--k", "3", "--features", "both", "--confusion", svg)
    #expect(text.output.contains("representation   3") && text.output.contains("mostly mistaken for"))
    let drawing = try String(contentsOfFile: svg, encoding: .utf8)
    #expect(drawing.contains("predicted class"))
    // The title in lines, whole in the description.
    for words in [
      "run on data: which", "step 4", "representation features", "(k 3, temperature 0.1)", "32 test images",
    ] {
      #expect(drawing.contains(words), "\(words)")
    }
  }

  @Test func aDamagedRecordOfEvaluationsCostsNoTraining() throws {
    let (folder, _, run) = try trained()
    defer { withExtendedLifetime(folder) {} }
    let data = try TrainedRun.folder.get().file("data")
    try Data("no JSON\n".utf8).write(to: URL(filePath: run + "/evaluations.jsonl"))
    let longer = try BarlowTool.run("pretrain", data, "--output", run, "--epochs", "2")
    #expect(longer.status == 0 && longer.output.contains("trained 8 steps"), "\(longer.errors)")
    #expect(longer.errors.contains("note: whether it has learned is not told: \(run)/evaluations.jsonl"))
  }

  @Test func accuraciesStandBesideBaselines() throws {
    let (folder, data, run) = try trained()
    let json = try knn(data, run).json()
    let kinds = (json["baselines"] as? [[String: Any]])?.compactMap { $0["kind"] as? String }
    #expect(kinds == ["majority-class", "pixels", "centred-pixels", "whitened-pixels", "untrained-network"])
    #expect(json["learned"] is String && json["margin"] is Double && json["learnedReason"] is String)
    let text = try BarlowTool.run("evaluate", "linear", data, "--model", run, "--l2", "0.01")
    for words in ["always the largest class", "raw pixels", "the network untrained", "has it learned?", "±"] {
      #expect(text.output.contains(words), "\(words): \(text.output)")
    }
    let without = try BarlowTool.run("evaluate", "knn", data, "--model", run, "--no-baselines")
    #expect(!without.output.contains("has it learned?"))
    let records = try readEvaluations(of: RunFolder(run))
    #expect(records.last?.baselines == nil && records.contains { $0.baselines?.count == 3 })

    // A folder without a test part: a tenth is few images, and all can be asked about all others.
    let pictures = try pictures(40, in: folder)
    let held = try knn(pictures, run).json()
    let each = try knn(pictures, run, "--leave-one-out").json()
    #expect(held["images"] as? Int == 4 && each["images"] as? Int == 40)
    for (words, status) in [(["--leave-one-out"], Int32(64))] {
      let refused = try BarlowTool.run(["evaluate", "knn", data, "--model", run] + words)
      #expect(refused.status == status && refused.errorLines.first?.contains("test part") == true)
    }
    let both = try BarlowTool.run(
      "evaluate", "knn", pictures, "--model", run, "--leave-one-out", "--held-out", "0.5")
    #expect(both.status == 64 && both.errorLines.first?.contains("leave one out") == true)
    let many = try BarlowTool.run("evaluate", "knn", pictures, "--model", run, "--leave-one-out", "--k", "40")
    #expect(many.status == 64 && many.errorLines.first?.contains("only 39") == true)
    let linear = try BarlowTool.run("evaluate", "linear", pictures, "--model", run, "--leave-one-out")
    #expect(linear.status == 64)
  }

  @Test func theAnswersOfTheTrainingFollowOnItsOwnData() throws {
    let (folder, _, run) = try trained()
    let own = try TrainedRun.folder.get().file("data")
    let text = try BarlowTool.run("evaluate", "knn", own, "--model", run)
    for words in ["has it collapsed? ", "is it still getting better? ", "what to do next? "] {
      #expect(text.output.contains("\n\(words)"), "\(words): \(text.output)")
    }
    // Said once, by the accuracies.
    #expect(text.output.components(separatedBy: "has it learned?").count == 2)
    let json = try knn(own, run).json()
    // So few steps have no trend of the rank.
    for key in Self.answers where key != "rank" { #expect(json[key] != nil, "\(key)") }
    let trained = try BarlowTool.run("pretrain", own, "--output", run, "--json").json()
    for key in ["verdictReason", "progress", "nextStep"] { #expect(json[key] as? String == trained[key] as? String) }

    // Of other images it says nothing of the training.
    let others = try knn(try pictures(40, in: folder), run).json()
    for key in Self.answers { #expect(others[key] == nil, "\(key)") }
  }

  @Test func aPictureIsNotWrittenOntoTheData() throws {
    let (folder, _, run) = try trained()
    let data = try pictures(40, in: folder)
    try folder.write(BMPFixture.image(1), to: "pictures/odd/own.png")
    let picture = data + "/odd/own.png"
    let before = try Data(contentsOf: URL(filePath: picture))
    for kind in ["knn", "linear", "finetune"] {
      let result = try BarlowTool.run("evaluate", kind, data, "--model", run, "--confusion", picture)
      #expect(result.status == 64 && result.errors.contains("own.png"), "\(result.errors)")
    }
    #expect(try Data(contentsOf: URL(filePath: picture)) == before)
  }

  @Test func aRunFolderThatCannotBeWrittenIsANote() throws {
    let (folder, data, run) = try trained()
    try folder.write([1], to: "run/features")
    try folder.makeFolder("run/evaluations.jsonl")
    let result = try knn(data, run)
    #expect(result.errors.contains("note: the evaluation is not recorded"))
    #expect(result.errors.contains("note: features are not kept"))
    #expect(result.errors.contains("note: baselines are not kept"))
    #expect(result.errorLines.isEmpty)
  }

  @Test func dataOfOtherChannelsIsConverted() throws {
    let (folder, grey, greyRun) = try trained()
    let colour = try pictures(40, in: folder)
    let colourRun = folder.file("colour")
    let training = try BarlowTool.run(
      ["pretrain", colour, "--output", colourRun, "--image-size", "16"] + TrainedRun.flags)
    #expect(training.status == 0, "\(training.errors)")
    for (data, run) in [(colour, greyRun), (grey, colourRun)] {
      #expect(try knn(data, run).json()["classes"] as? Int == 2)
      for words in [
        ["linear"], ["linear", "--protocol", "official", "--epochs", "1"], ["finetune", "--epochs", "1"],
      ] {
        let result = try BarlowTool.run(["evaluate"] + [words[0], data, "--model", run] + words.dropFirst())
        #expect(result.status == 0, "\(words): \(result.errors)")
      }
    }
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let (folder, data, run) = try trained()
    defer { withExtendedLifetime(folder) {} }
    func expect(_ kind: String, _ more: [String], _ words: String...) throws {
      let result = try BarlowTool.run(["evaluate", kind, data, "--model", run] + more)
      #expect(result.status == 64, "\(more): \(result.errors)")
      #expect(result.errorLines.count == 1 && result.output.isEmpty, "\(more)")
      for word in words { #expect(result.errors.contains(word), "\(result.errors) lacks \(word)") }
    }
    try expect("knn", ["--k", "5,65"], "65", "only 64", "smaller k")
    try expect("knn", ["--k", "5,x"], "--k", "5,x")
    try expect("knn", ["--k", "5,5"], "twice")
    try expect("knn", ["--k", "0"], "--k")
    try expect("knn", ["--temperature", "0.1,-1"], "--temperature")
    try expect("knn", ["--features", "pixels"], "--features", "both")
    try expect("knn", ["--confusion", "c.jpg"], ".png or .svg")
    try expect("finetune", ["--labels", "1"], "percentage")
    try expect("finetune", ["--labels", "0%"], "percentage")
    try expect("finetune", ["--batch-size", "1"], "--batch-size")
    try expect("finetune", ["--momentum", "1"], "momentum")
    try expect("finetune", ["--features", "embedding"], "no flag --features")
    #expect(try readEvaluations(of: RunFolder(run)).isEmpty)
  }
}
