import Foundation
import TestSupport
import Testing

/// Files of weights in place of runs, through the tool.
@Suite struct WeightsToolTests {
  private func weights() throws -> (run: String, data: String, file: String) {
    let folder = try TrainedRun.folder.get()
    return (folder.file("run"), folder.file("data"), folder.file("run/weights/backbone.safetensors"))
  }

  @Test func aFileOfWeightsIsAModelOfItsOwn() throws {
    let (run, data, file) = try weights()
    let folder = try TemporaryFolder()
    for (model, output) in [(run, "run.npy"), (file, "file.npy")] {
      let result = try BarlowTool.run(
        "embed", data, "--model", model, "--features", "representation", "--no-cache", "--output",
        folder.file(output))
      #expect(result.status == 0, "\(result.errors)")
      // It tells how images are prepared, so nobody has to.
      #expect(model == run || result.errors.contains("written by barlow, resnet10 of width 8"), "\(result.errors)")
    }
    #expect(
      try Data(contentsOf: URL(filePath: folder.file("run.npy")))
        == Data(contentsOf: URL(filePath: folder.file("file.npy"))))
    let votes = try BarlowTool.run("evaluate", "knn", data, "--model", file, "--json")
    #expect(votes.status == 0, "\(votes.errors)")
    #expect(try votes.json()["images"] as? Int == 32)
    // There is no folder of a run to keep anything in.
    #expect(!FileManager.default.fileExists(atPath: run + "/weights/features"))
  }

  @Test func trainingStartsFromAFile() throws {
    let (_, data, file) = try weights()
    let folder = try TemporaryFolder()
    let moved = folder.file("weights.safetensors")
    try FileManager.default.copyItem(atPath: file, toPath: moved)
    let output = folder.file("run")
    // Neither backbone nor width are given: the file tells them.
    let start = [
      "pretrain", data, "--output", output, "--from", moved, "--recipe", "small", "--projector", "16-16",
      "--batch-size", "16",
      "--epochs", "1", "--precision", "fp32", "--threads", "1", "--workers", "1",
    ]
    let result = try BarlowTool.run(start)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("starting from \(moved): safetensors, written by barlow, resnet10 of width 8"))
    #expect(result.errors.contains("with a new projector"))
    #expect(result.errors.contains("resnet10 of width 8, D = 16"))
    // It goes on without the file: the checkpoint has everything.
    try FileManager.default.removeItem(atPath: moved)
    let longer = try BarlowTool.run("pretrain", data, "--output", output, "--epochs", "2")
    #expect(longer.status == 0, "\(longer.errors)")
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let (run, data, file) = try weights()
    let folder = try TemporaryFolder()
    let other = try folder.write(Array("no weights".utf8), to: "notes.txt")
    let output = folder.file("e.npy")
    for (words, status, part) in [
      (["embed", data, "--output", output, "--model", run, "--partial"], Int32(64), "--partial is for files"),
      (["embed", data, "--output", output, "--model", other], 64, "no file of weights"),
      (["embed", data, "--output", output, "--model", folder.file("none.pth")], 66, "none.pth does not exist"),
      (["embed", data, "--output", output, "--model", file, "--features", "embedding"], 65, "no projector"),
      (["pretrain", data, "--output", folder.file("r"), "--partial"], 64, "--from"),
      (["pretrain", data, "--output", folder.file("r"), "--from", run, "--partial"], 64, "--partial is for files"),
      (
        ["export", run, "--format", "onnx", "--output", folder.file("e.onnx"), "--partial"], 64,
        "--partial is for files"
      ),
      (["export", run, "--format", "onnx", "--output", folder.file("e.pth")], 64, "must end in .onnx"),
      (["export", run, "--format", "timm", "--output", run], 64, "is a run folder; give a folder of its own"),
      (["export", run, "--format", "python", "--output", run + "/weights"], 64, "run"),
      (
        ["export", run, "--format", "torchvision", "--output", folder.file("e.pth")], 64, "use --format onnx or python"
      ),
      (["export", file, "--format", "checkpoint", "--output", folder.file("e.pth")], 64, "give a run folder"),
      (["export", run, "--output", folder.file("e.onnx")], 64, "--format is missing"),
      (
        ["pretrain", data, "--output", folder.file("r"), "--from", file, "--backbone", "resnet18", "--epochs", "1"], 64,
        "holds resnet10 of width 8, and not resnet18 of width 8"
      ),
      (
        ["pretrain", data, "--output", folder.file("r"), "--from", folder.file("none.pth"), "--epochs", "1"], 66,
        "none.pth"
      ),
    ] as [([String], Int32, String)] {
      let result = try BarlowTool.run(words)
      #expect(result.status == status && result.errors.contains(part), "\(words): \(result.status) \(result.errors)")
      #expect(result.errorLines.count == 1 && result.output.isEmpty, "\(words)")
    }
    #expect(
      !FileManager.default.fileExists(atPath: output) && !FileManager.default.fileExists(atPath: folder.file("r")))
  }
}
