import Evaluation
import Images
import TestSupport
import Testing

@testable import Reporting

/// Heat maps as pictures with axes.
@Suite struct HeatMapPictureTests {
  /// A confusion matrix of `count` classes, each recognized nine times in ten and else taken for the next.
  private func confusion(_ count: Int, name: (Int) -> String) -> HeatMap {
    let truth = (0..<count).flatMap { [Int](repeating: $0, count: 10) }
    let predictions = truth.enumerated().map { $0 % 10 == 0 ? ($1 + 1) % count : $1 }
    return HeatMap.confusion(
      ConfusionMatrix(
        truth: truth, predictions: predictions, candidates: truth, classNames: (0..<count).map(name)))
  }

  /// The pixels in a rectangle that are not white.
  private func ink(_ image: Image, x: Range<Int>, y: Range<Int>) -> Int {
    y.reduce(0) { sum, row in
      sum + x.count { column in image.pixels[(row * image.width + column) * 3] < 200 }
    }
  }

  @Test(arguments: [1, 2, 10, 37, 100, 200, 1000])
  func everyNumberOfClassesHasItsAxes(count: Int) throws {
    let map = confusion(count) { $0 % 3 == 0 ? "a class with a long name, number \($0)" : "class \($0)" }
    let image = try ImageDecoder().decode(map.pngFile(), channels: 3)
    #expect((400...1700).contains(image.width) && (400...1700).contains(image.height), "\(image.width)×\(image.height)")
    // The titles at the top and on the left, and what is right of the cells.
    #expect(ink(image, x: 0..<image.width, y: 24..<42) > 100)
    #expect(ink(image, x: 24..<42, y: 0..<image.height) > 100)
    #expect(ink(image, x: (image.width - 130)..<image.width, y: 0..<image.height) > 1000)
    // Nothing touches the edge.
    for edge in [0..<8, (image.width - 8)..<image.width] { #expect(ink(image, x: edge, y: 0..<image.height) == 0) }
    for edge in [0..<8, (image.height - 8)..<image.height] { #expect(ink(image, x: 0..<image.width, y: edge) == 0) }
  }

  @Test func namesAreShortenedThinnedAndReplacedByNumbers() {
    func marks(_ count: Int, cellSize: Int) -> AxisMarks {
      AxisMarks(names: (0..<count).map { "name \($0)" }, count: count, cellSize: cellSize)
    }
    #expect(marks(10, cellSize: 64).marks.map(\.text) == (0..<10).map { "name \($0)" })
    #expect(marks(10, cellSize: 64).scale == 2 && marks(100, cellSize: 12).scale == 1)
    #expect(marks(100, cellSize: 12).marks.count == 100)
    #expect(marks(200, cellSize: 6).marks.map(\.cell) == Array(stride(from: 0, to: 200, by: 2)))
    let numbers = marks(1000, cellSize: 1)
    #expect(numbers.areNumbers && numbers.marks.map(\.text) == ["0", "200", "400", "600", "800"])
    // Lines of letters do not overlap.
    for (count, cell) in [(10, 64), (37, 32), (100, 12), (200, 6), (300, 4), (1000, 1)] {
      let marks = marks(count, cellSize: cell)
      for (one, next) in zip(marks.marks, marks.marks.dropFirst()) {
        #expect((next.cell - one.cell) * cell >= marks.scale * BitmapFont.glyphHeight)
      }
    }
    let long = AxisMarks(names: [String](repeating: "x", count: 30) + ["y"], count: 31, cellSize: 30)
    #expect(long.length == BitmapFont.width(of: "x", scale: 2))
    #expect(HeatMap.shortened(String(repeating: "x", count: 40)) == String(repeating: "x", count: 23) + "…")
  }

  @Test func percentagesContrastWithTheirCells() throws {
    let image = try ImageDecoder().decode(confusion(10) { String($0) }.pngFile(), channels: 3)
    let white = stride(from: 0, to: image.pixels.count, by: 3).filter {
      image.pixels[$0...].prefix(3) == [255, 255, 255]
    }
    let cellColor = ColorScale(.sequential(limit: 1)).color(0.9)
    // A white letter stands on the dark colour of 90 %.
    #expect(
      white.contains { place in
        place >= 3 && image.pixels[(place - 3)..<place] == [cellColor.red, cellColor.green, cellColor.blue]
      })
    let scale = ColorScale(.sequential(limit: 1))
    #expect(scale.isDark(1) && scale.isDark(0.75) && !scale.isDark(0.5) && !scale.isDark(0))
    let map = confusion(10) { String($0) }
    #expect(map.cellText(0.004) == nil && map.cellText(0.006) == "1" && map.cellText(.nan) == nil)
    #expect(HeatMap.correlation([[1]]).cellText(1) == nil)
  }

  @Test func textIsReadUpwards() {
    var (across, up) = (Canvas(width: 20, height: 20), Canvas(width: 20, height: 20))
    across.write("Lé", x: 2, y: 3)
    up.writeUpwards("Lé", x: 3, bottom: 18)
    let (a, b) = (across.image.pixels, up.image.pixels)
    for y in 0..<20 {
      for x in 0..<20 {
        // A quarter turn to the left: (x, y) goes to (y, 19 − x).
        #expect(a[(y * 20 + x) * 3] == b[((19 - x) * 20 + y) * 3])
      }
    }
    #expect(BitmapFont.rows(of: "é") == BitmapFont.rows(of: "e"))
  }
}
