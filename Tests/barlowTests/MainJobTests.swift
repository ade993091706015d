import Foundation
import TestSupport
import Testing

/// From images to an encoder and evidence, with the exact words that machines read.
@Suite struct MainJobTests {
  @Test func trainEmbedEvaluateInspect() throws {
    let (data, runs) = (try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: data, count: 256)
    try IDXFixture.write(to: data, prefix: "t10k", count: 64)
    let run = runs.file("run")
    let trained = try BarlowTool.run(
      "pretrain", data.path, "--output", run, "--recipe", "small", "--backbone", "resnet10", "--width", "8",
      "--projector", "32-32", "--batch-size", "64", "--epochs", "3", "--twins", "separate", "--threads", "1",
      "--json")
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try trained.json()["completed"] as? Bool == true)
    let line = try #require(
      String(contentsOfFile: run + "/metrics.jsonl", encoding: .utf8).split(separator: "\n").first)
    let step = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(
      Set(step.keys).isSuperset(of: [
        "step", "epoch", "loss", "invariance", "redundancy", "meanDiagonal", "learningRate", "imagesPerSecond",
        "dataWaitSeconds",
      ]))

    let knn = try BarlowTool.run("evaluate", "knn", data.path, "--model", run, "--k", "5", "--json")
    #expect(knn.status == 0, "\(knn.errors)")
    let votes = try knn.json()
    #expect(
      Set(votes.keys) == [
        "top1", "k", "temperature", "images", "classes", "results", "trainingImages", "classNames", "perClass",
        "confusion", "margin", "baselines", "learned", "learnedReason", "verdict", "verdictReason", "agreement",
        "trend", "progress", "nextStep", "dataset", "notes", "unseenTestImages",
      ])
    #expect(votes["k"] as? Int == 5 && votes["temperature"] as? Double == 0.1)
    #expect(votes["images"] as? Int == 64)
    #expect(votes["classes"] as? Int == 2)
    #expect(try #require(votes["top1"] as? Double) > 0.95)

    for method in ["full-batch", "official"] {
      let epochs = method == "official" ? ["--epochs", "40"] : []
      let linear = try BarlowTool.run(
        ["evaluate", "linear", data.path, "--model", run, "--protocol", method, "--json"] + epochs)
      #expect(linear.status == 0, "\(linear.errors)")
      let result = try linear.json()
      #expect(result["protocol"] as? String == method)
      #expect(try #require(result["top1"] as? Double) > 0.9)
      // With two classes, the first five say nothing.
      #expect(result["top5"] == nil)
    }

    for (name, features) in [("a", "embedding"), ("b", "embedding"), ("r", "representation")] {
      let embedded = try BarlowTool.run(
        "embed", data.path, "--model", run, "--output", runs.file(name + ".npy"), "--features", features, "--split",
        "test")
      #expect(embedded.status == 0, "\(embedded.errors)")
    }
    let names = try String(contentsOfFile: runs.file("a.names.txt"), encoding: .utf8).split(separator: "\n")
    #expect(names.count == 64)
    let inspected = try BarlowTool.run("inspect", runs.file("a.npy"), runs.file("b.npy"), "--json")
    #expect(inspected.status == 0, "\(inspected.errors)")
    let findings = try inspected.json()
    #expect(
      Set(findings.keys).isSuperset(of: [
        "loss", "invariance", "redundancy", "lambda", "floor", "images", "dimension", "meanDiagonal",
        "rmsOffDiagonal", "form", "rankMe", "verdict",
      ]))
    #expect(findings["dimension"] as? Int == 32)
    #expect(findings["form"] as? String == "cross-correlation")
  }

  @Test func measuresTheMachine() throws {
    let loss = try BarlowTool.run(
      "benchmark", "loss", "--batch-size", "8", "--dimension", "64", "--runs", "3", "--json")
    #expect(loss.status == 0)
    let result = try loss.json()
    #expect(result["form"] as? String == "gram")
    #expect(result["runs"] as? Int == 3)
    for key in ["median", "minimum", "peakBytes"] { #expect(result[key] is Double, "\(key)") }
    let train = try BarlowTool.run(
      "benchmark", "train", "--backbone", "resnet10", "--width", "8", "--batch-size", "4", "--projector", "8-8",
      "--runs", "2", "--json")
    #expect(train.status == 0)
    #expect(try train.json()["imagesPerSecond"] is Double)
    let doctor = try BarlowTool.run("doctor", "--json")
    #expect(doctor.status == 0)
    #expect(try doctor.json()["libtorchMatches"] as? Bool == true)
  }
}
