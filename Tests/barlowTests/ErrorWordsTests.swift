import Foundation
import Testing
import TestSupport

/// An error names what is nearly right and what helps, before anything is computed, with the exit code of its kind.
@Suite struct ErrorWordsTests {
  private func expect(
    _ arguments: [String], status: Int32, _ words: String..., location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try BarlowTool.run(arguments)
    #expect(result.status == status, "\(result.errors)", sourceLocation: location)
    #expect(result.errorLines.count == 1 && result.output.isEmpty, "\(result.errors)", sourceLocation: location)
    for word in words {
      #expect(result.errors.contains(word), "\(result.errors) lacks \(word)", sourceLocation: location)
    }
  }

  private func pictures(_ count: Int, of classes: [String], in folder: TemporaryFolder, _ name: String) throws -> String
  {
    for index in 0..<count {
      try folder.write(BMPFixture.image(index), to: "\(name)/\(classes[index % classes.count])/\(index).bmp")
    }
    return folder.file(name)
  }

  @Test func dataThatIsNearlyThere() throws {
    let folder = try TemporaryFolder()
    let output = ["--output", folder.file("r")]
    func pretrain(_ data: String, status: Int32, _ words: String, location: SourceLocation = #_sourceLocation) throws {
      try expect(["pretrain", data] + output, status: status, words, location: location)
    }
    for (name, advice) in [
      ("photos.zip", "unzip"), ("photos.tar.gz", "tar -xf"), ("photos.7z", "7z x"), ("photos.npz", "arrays"),
      ("photos.parquet", "another framework"), ("list.csv", "name the folder"), ("film.mp4", "frames"),
    ] {
      try folder.write([1, 2, 3], to: "packed-\(name)/\(name)")
      try pretrain(folder.file("packed-\(name)/\(name)"), status: 64, advice)
      try pretrain(folder.file("packed-\(name)"), status: 66, advice)
    }
    try folder.write(BMPFixture.image(0), to: "one/photo.bmp")
    try pretrain(folder.file("one/photo.bmp"), status: 64, "name the folder that holds the images, such as")
    _ = try pictures(4, of: ["a", "b"], in: folder, "photos")
    try pretrain(folder.file("fotos"), status: 66, "did you mean \(folder.file("photos"))?")
    try pretrain(folder.file("Photos/a"), status: 66, "did you mean \(folder.file("photos/a"))?")
    try pretrain(folder.file("photos/*.bmp"), status: 66, "only .tar files are named by patterns")
    try pretrain(folder.file("shards-*.tar"), status: 66, "no file fits this pattern")
    try folder.write([1], to: "shards.tar")
    try pretrain(folder.file("shard.tar"), status: 66, "did you mean \(folder.file("shards.tar"))?")
    try pretrain("~/photos", status: 66, "outside of quotes")
    try pretrain(folder.file(String(repeating: "x", count: 300)), status: 66, "no such folder")
    try expect(
      ["pretrain", folder.file("shards.tar"), folder.file("shards.tar")] + output, status: 64, "quote a pattern")
    #expect(!FileManager.default.fileExists(atPath: folder.file("r")))
  }

  @Test func idxAndCIFARFilesUnderOtherNames() throws {
    let folder = try TemporaryFolder()
    let output = ["--output", folder.file("r")]
    try IDXFixture.write(to: folder, prefix: "letters/emnist-letters-train", count: 8)
    try expect(
      ["pretrain", folder.file("letters")] + output, status: 66, "under other names", "train-images-idx3-ubyte")
    try IDXFixture.write(to: folder, prefix: "MNIST/raw/train", count: 8)
    try expect(["pretrain", folder.file("MNIST")] + output, status: 66, folder.file("MNIST/raw"), "name that")
    try expect(
      ["pretrain", folder.file("MNIST/raw/train-images-idx3-ubyte")] + output, status: 64, "name its folder",
      folder.file("MNIST/raw"))
    try folder.write([1], to: "cifar/data_batch_1")
    for data in [folder.file("cifar"), "cifar10:" + folder.file("cifar")] {
      try expect(["pretrain", data] + output, status: 66, "Python version", "binary version")
    }
    let images = try [UInt8](Data(contentsOf: URL(filePath: folder.file("MNIST/raw/train-images-idx3-ubyte"))))
    try folder.write(images, to: "gz/train-images-idx3-ubyte.gz")
    try expect(["pretrain", folder.file("gz")] + output, status: 65, "is not gzipped; take .gz off")
    try folder.write([0x1F, 0x8B] + images, to: "packed/train-images-idx3-ubyte")
    try expect(["pretrain", folder.file("packed")] + output, status: 65, "is gzipped; let its name end in .gz")
    try folder.write(images, to: "swapped/train-labels-idx1-ubyte")
    try folder.write(images, to: "swapped/train-images-idx3-ubyte")
    try expect(["pretrain", folder.file("swapped")] + output, status: 65, "holds images instead of labels")
  }

  @Test func runsThatAreNearlyThere() throws {
    let (folder, more) = (try TrainedRun.folder.get(), try TemporaryFolder())
    let run = folder.file("run")
    func embed(
      _ model: String, status: Int32, _ words: String, isWeights: Bool = false,
      location: SourceLocation = #_sourceLocation
    ) throws {
      // A file may be one of weights, which stand for themselves.
      if !isWeights {
        try expect(
          ["embed", folder.file("data"), "--model", model, "--output", more.file("e.npy")], status: status, words,
          location: location)
      }
      try expect(["report", model, "--output", more.file("r.html")], status: status, words, location: location)
      try expect(["watch", model, "--once"], status: status, words, location: location)
    }
    try embed(run + "/weights", status: 64, "is a part of a run; give its folder, \(run)")
    try embed(run + "/weights/backbone.safetensors", status: 64, "give its folder, \(run)", isWeights: true)
    try embed(folder.path, status: 66, "\(run) is; give that")
    try embed(folder.file("runn"), status: 66, "did you mean \(run)?")
    let images = folder.file("data/train-images-idx3-ubyte")
    try embed(images, status: 64, "is a file, not a run folder", isWeights: true)
    try expect(
      ["embed", folder.file("data"), "--model", images, "--output", more.file("e.npy")], status: 64,
      "no file of weights")
    try expect(["inspect", run], status: 64, "barlow inspect DATA --model")
    try more.write([1], to: "e1.npy")
    try expect(["inspect", more.file("e2.npy")], status: 66, "did you mean \(more.file("e1.npy"))?")
    try more.makeFolder("folder.npy")
    try expect(["inspect", more.file("folder.npy")], status: 64, "it is a folder; name a file")
    try expect(["views", more.path, "--output", more.file("v.png")], status: 64, "it is a folder")
    try expect(
      ["neighbors", more.path, "--model", run, "--data", folder.file("data"), "--output", more.file("n.png")],
      status: 64,
      "it is a folder")
  }

  @Test func labelsThatTellNothingAreAnErrorBeforeAnythingIsComputed() throws {
    let (trained, folder) = (try TrainedRun.folder.get(), try TemporaryFolder())
    let run = trained.file("run")
    func evaluate(
      _ data: String, _ words: String, _ more: [String] = [], location: SourceLocation = #_sourceLocation
    ) throws {
      for kind in ["knn", "linear", "finetune"] where more.isEmpty || kind == "knn" {
        try expect(["evaluate", kind, data, "--model", run] + more, status: 65, words, location: location)
      }
    }
    try evaluate(pictures(8, of: ["only"], in: folder, "single"), "7 of the 7 training images have no label")
    _ = try pictures(8, of: ["a", "b"], in: folder, "parts/train")
    _ = try pictures(8, of: ["c", "d"], in: folder, "parts/test")
    try evaluate(folder.file("parts"), "none of the 8 test images")
    try evaluate(
      pictures(6, of: ["a", "b", "c", "d", "e", "f"], in: folder, "alone"), "alone in its class", ["--leave-one-out"])
    try IDXFixture.write(to: folder, prefix: "unlabelled/train", count: 16, labelled: false)
    try evaluate(folder.file("unlabelled"), "train-labels-idx1-ubyte")
    try folder.write(TarFixture.archive((0..<4).map { ("\($0).bmp", BMPFixture.image($0)) }), to: "shard.tar")
    try evaluate(folder.file("shard.tar"), "KEY.cls")
  }

  @Test func aBadImageNamesTheFlag() throws {
    let (trained, folder) = (try TrainedRun.folder.get(), try TemporaryFolder())
    let photos = try pictures(20, of: ["a", "b"], in: folder, "photos")
    try folder.write(Array("no image".utf8), to: "photos/a/bad.bmp")
    let run = trained.file("run")
    for command in [
      ["embed", photos, "--model", run, "--output", folder.file("e.npy")], ["evaluate", "knn", photos, "--model", run],
      ["normalization", photos],
      ["pretrain", photos, "--output", folder.file("r"), "--on-bad-image", "fail"] + TrainedRun.flags,
    ] {
      let result = try BarlowTool.run(command)
      #expect(result.status == 65 && result.errors.contains("bad.bmp"), "\(result.errors)")
      #expect(result.errors.contains(", or give --on-bad-image skip"), "\(result.errors)")
    }
  }
}
