import Evaluation
import Foundation
import Runs
import Testing

@testable import Reporting

/// What stands above pictures.
@Suite struct PictureTitleTests {
  private func record(_ kind: String, _ settings: [String: String], step: Int = 1234) -> EvaluationRecord {
    EvaluationRecord(
      kind: kind, data: "/somewhere/my photos", step: step, features: "representation", top1: 0.875, top5: nil,
      settings: settings)
  }

  @Test func dataAndRunsAreCalledByTheEndOfTheirPath() {
    for (path, name) in [
      ("fashion-mnist", "fashion-mnist"), ("cifar10:/data/cifar", "cifar10"), ("/data/photos/", "photos"),
      ("runs/first", "first"), ("/data/train-{000..127}.tar", "train-{000..127}.tar"), ("/data/a/../b", "b"),
    ] {
      #expect(PictureTitle.name(ofPath: path) == name)
    }
    let here = URL(filePath: FileManager.default.currentDirectoryPath).lastPathComponent
    #expect(PictureTitle.name(ofPath: ".") == here)
  }

  @Test func anEvaluationIsNamedByModelDataAndProtocol() {
    let title = PictureTitle(record("knn", ["k": "20", "temperature": "0.1", "testImages": "1000"]), run: "first")
    #expect(title.text == "first on my photos: which classes are taken for which")
    #expect(
      title.details == [
        "step 1,234", "representation features", "nearest neighbours (k 20, temperature 0.1)",
        "top-1 87.50 % ± 2.06 % of 1,000 test images",
      ])
    let alone = PictureTitle(record("knn", ["k": "5", "testImages": "9", "leaveOneOut": "true"]), run: "first")
    #expect(
      alone.details[2] == "nearest neighbours (k 5)" && alone.details[3].hasSuffix("of 9 images, each by all others"))
    // What is not known is not told.
    let linear = PictureTitle(record("linear", ["protocol": "full-batch", "labels": "10.0%"], step: 0), run: "first")
    #expect(
      linear.details == [
        "representation features", "linear classifier (full-batch, 10.0% of the labels)", "top-1 87.50 %",
      ])
    let tuned = PictureTitle(record("finetune", ["labels": "1.0%", "epochs": "20"]), run: "first")
    #expect(tuned.details[2] == "fine-tuning (1.0% of the labels, 20 epochs)")
  }

  @Test func linesOfATitleFitItsWidth() throws {
    let typeface = try Typeface.installed()
    let title = PictureTitle(
      "a-run-with-a-name-that-is-far-too-long-for-any-one-line-of-a-small-picture on photos: what is what",
      details: ["step 12", "one detail of several words that is also longer than the line", "end"])
    for width in [120, 300, 900] {
      let block = TitleBlock(title, width: width, typeface)
      var canvas = Canvas(width: width + 60, height: block.height + 60, .white)
      block.draw(x: 30, y: 30, on: &canvas)
      let image = canvas.image
      let ink = stride(from: 0, to: image.pixels.count, by: 3).filter { image.pixels[$0] < 255 }.map { $0 / 3 }
      #expect(!ink.isEmpty)
      #expect(ink.allSatisfy { (28..<(width + 33)).contains($0 % image.width) })
      #expect(ink.allSatisfy { (30..<(30 + block.height)).contains($0 / image.width) })
    }
  }

  @Test func aDrawingHasTheSameTitle() throws {
    let matrix = ConfusionMatrix(truth: [0, 0, 1], predictions: [0, 1, 1], candidates: [1], classNames: ["a", "b"])
    let title = PictureTitle("run <1> on photos", details: ["step 3", "top-1 66.67 %"])
    let titled = HeatMap.confusion(matrix, title: title)
    for text in [titled.svgFile, titled.svg.text] {
      #expect(text.contains("step 3 · top-1 66.67 %") && !text.contains("<1>") && text.contains("&lt;1&gt;"))
      #expect(text.contains("aria-label=\"run &lt;1&gt; on photos · step 3 · top-1 66.67 %: 2 by 2 matrix"))
    }
    // It takes room of its own: everything else moves down by its height.
    func height(_ map: HeatMap) throws -> Double {
      let box = try #require(map.svgFile.firstMatch(of: /viewBox="0 0 [0-9.]+ ([0-9.]+)"/))
      return try #require(Double(box.1))
    }
    #expect(try height(titled) >= height(HeatMap.confusion(matrix)) + 16 + 12)
    // What is read upwards has room, however few classes there are.
    #expect(try height(HeatMap.confusion(matrix)) > 168 + 26)
    // A word that is wider than the drawing makes it wider.
    let long = PictureTitle(String(repeating: "x", count: 90), details: [])
    let box = try #require(HeatMap.confusion(matrix, title: long).svgFile.firstMatch(of: /viewBox="0 0 ([0-9.]+)/))
    #expect(try #require(Double(box.1)) > 90 * 8)
  }
}
