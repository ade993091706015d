import Foundation
import TestSupport
import Testing

/// Training on `.tar` shards, some images of which are damaged, as a user does it.
@Suite struct ShardDataTests {
  private static let small = [
    "--recipe", "small", "--backbone", "resnet10", "--width", "8", "--projector", "16-16", "--batch-size", "8",
    "--image-size", "16", "--epochs", "2", "--precision", "fp32", "--threads", "1", "--workers", "2",
  ]
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for shard in 0..<3 {
      let members = (0..<12).map { number -> (name: String, content: [UInt8]) in
        let isBad = shard == 1 && [4, 9].contains(number)
        return ("\(number).bmp", isBad ? Array("damaged".utf8) : BMPFixture.image(12 * shard + number))
      }
      try folder.write(TarFixture.archive(members), to: "s/\(shard).tar")
    }
  }

  @Test func damagedImagesAreNamedOnceCountedAndSkipped() throws {
    let arguments = ["pretrain", folder.file("s/{0..2}.tar"), "--output", folder.file("run"), "--json"] + Self.small
    let result = try BarlowTool.run(arguments)
    #expect(result.status == 0, "\(result.errors)")
    let summary = try result.json()
    #expect(summary["badImages"] as? Int == 2)
    #expect(summary["step"] as? Int == 8)
    for name in ["1.tar/4.bmp", "1.tar/9.bmp"] {
      #expect(result.errors.components(separatedBy: "skipped: \(name)").count == 2, "\(result.errors)")
    }
    let text = try BarlowTool.run(
      ["pretrain", folder.file("s"), "--output", folder.file("text")] + Self.small)
    #expect(text.output.contains("2 unreadable images skipped"), "\(text.output)\(text.errors)")
  }

  @Test func damagedImagesEndATrainingThatShallFail() throws {
    let result = try BarlowTool.run(
      ["pretrain", folder.file("s/*.tar"), "--output", folder.file("run"), "--on-bad-image", "fail"] + Self.small)
    #expect(result.status == 65)
    #expect(result.errorLines.count == 1)
    #expect(result.errorLines.first?.contains("1.tar/") == true, "\(result.errors)")
  }

  @Test func aShardThatIsCutOffEndsEverythingAtOnce() throws {
    let path = folder.file("s/2.tar")
    #expect(truncate(path, 3000) == 0)
    let result = try BarlowTool.run(["pretrain", folder.file("s"), "--output", folder.file("run")] + Self.small)
    #expect(result.status == 65)
    #expect(result.errorLines.first?.contains("\(path) is cut off in the middle of ") == true, "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("run")))
  }

  @Test(arguments: [true, false]) func theLoaderIsMeasured(isJSON: Bool) throws {
    let arguments = [
      "benchmark", "loader", "--data", folder.file("s"), "--recipe", "small", "--batch-size", "8", "--image-size", "16",
      "--images", "40", "--workers", "2",
    ]
    let result = try BarlowTool.run(arguments + (isJSON ? ["--json"] : []))
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.components(separatedBy: "skipped: 1.tar/4.bmp").count == 2, "\(result.errors)")
    guard isJSON else {
      #expect(result.output.contains("images/s") && result.output.contains("cold"))
      return
    }
    let summary = try result.json()
    #expect(summary["images"] as? Int == 40)
    #expect(summary["threads"] as? Int == 2)
    for key in ["imagesPerSecond", "coldImagesPerSecond", "decodeOnlyImagesPerSecond", "firstBatchSeconds"] {
      #expect((summary[key] as? Double).map { $0 > 0 } == true, "\(key)")
    }
    let stages = summary["stageMilliseconds"] as? [String: Double]
    #expect(stages?.keys.sorted() == ["blur", "colour", "cropResize", "decode", "read", "rest"])
    let wrong = try BarlowTool.run(arguments + ["--images", "0"])
    #expect(wrong.status == 64)
  }
}
