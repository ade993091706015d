import Foundation
import TestSupport
import TestTraits
import Testing

/// Thousands of classes, through the tool.
@Suite(.hangLimit(.seconds(900))) struct ManyClassesToolTests {
  private static let classes = 2000
  private static let asked = 300
  private let folder: TemporaryFolder
  private let run: String

  init() throws {
    folder = try TemporaryFolder()
    run = try TrainedRun.copy(into: folder)
    for number in 0..<Self.classes {
      try folder.write(BMPFixture.image(number, side: 4), to: "d/train/c\(number)/0.bmp")
      if number < Self.asked { try folder.write(BMPFixture.image(number, side: 4), to: "d/test/c\(number)/1.bmp") }
    }
  }

  @Test func aNetworkIsFineTunedOnThem() throws {
    let picture = folder.file("confusion.svg")
    let result = try BarlowTool.run(
      "evaluate", "finetune", folder.file("d"), "--model", run, "--labels", "100%", "--epochs", "1", "--confusion",
      picture, "--json")
    #expect(result.status == 0, "\(result.errors)")
    let json = try result.json()
    #expect(json["classes"] as? Int == Self.classes && json["images"] as? Int == Self.asked)
    #expect(json["trainingImages"] as? Int == Self.classes && json["top1"] is Double && json["top5"] is Double)
    #expect((json["confusionEntries"] as? [[Int]])?.reduce(0) { $0 + $1[2] } == Self.asked)
    // They grow with the classes, not with the square of them.
    #expect(result.output.utf8.count < 200_000)
    let bytes = try FileManager.default.attributesOfItem(atPath: picture)[.size] as? Int
    #expect((1...5_000_000).contains(bytes ?? 0))
  }

  @Test func aPoliteKillWhileTheyAreDrawnEndsIt() throws {
    let picture = folder.file("confusion.png")
    let call = try BarlowTool.Call([
      "evaluate", "knn", folder.file("d"), "--model", run, "--no-baselines", "--confusion", picture,
    ])
    // What is recorded comes right before what is drawn.
    while call.isRunning, !FileManager.default.fileExists(atPath: run + "/evaluations.jsonl") { usleep(500) }
    call.signal(SIGTERM)
    let result = try call.wait()
    // The picture is whole or not there, and the result is not lost.
    #expect(result.status == 130 || result.status == 0, "\(result.errors)")
    #expect(FileManager.default.fileExists(atPath: picture) == (result.status == 0))
    #expect(result.output.contains("2000 classes"), "\(result.output.suffix(300))")
  }
}
