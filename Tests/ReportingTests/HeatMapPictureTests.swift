import Evaluation
import Images
import TestSupport
import Testing

@testable import Reporting

/// Heat maps as pictures with axes.
@Suite struct HeatMapPictureTests {
  /// A confusion matrix of `count` classes, each recognized nine times in ten and else taken for the next.
  private func confusion(_ count: Int, title: PictureTitle? = nil, name: (Int) -> String) -> HeatMap {
    let truth = (0..<count).flatMap { [Int](repeating: $0, count: 10) }
    let predictions = truth.enumerated().map { $0 % 10 == 0 ? ($1 + 1) % count : $1 }
    return HeatMap.confusion(
      ConfusionMatrix(
        truth: truth, predictions: predictions, candidates: truth, classNames: (0..<count).map(name)), title: title)
  }

  /// The pixels in a rectangle that are not white.
  private func ink(_ image: Image, x: Range<Int>, y: Range<Int>) -> Int {
    y.reduce(0) { sum, row in
      sum + x.count { column in image.pixels[(row * image.width + column) * 3] < 200 }
    }
  }

  @Test(arguments: [1, 2, 10, 37, 100, 200, 1000])
  func everyNumberOfClassesHasItsAxes(count: Int) throws {
    let title = PictureTitle("a run on some photos: which classes are taken for which", details: ["step 12", "kNN"])
    let map = confusion(count, title: title) {
      $0 % 3 == 0 ? "a class with a long name, number \($0), Größe, Кошка" : "class \($0)"
    }
    let image = try ImageDecoder().decode(map.pngFile(in: Typeface.installed()), channels: 3)
    #expect((400...1900).contains(image.width) && (400...1900).contains(image.height), "\(image.width)×\(image.height)")
    // The title at the top, what rows are on the left, and what is right of the cells.
    #expect(ink(image, x: 0..<image.width, y: 24..<50) > 100)
    #expect(ink(image, x: 24..<42, y: 100..<image.height) > 100)
    #expect(ink(image, x: (image.width - 130)..<image.width, y: 0..<image.height) > 1000)
    // Nothing touches the edge.
    for edge in [0..<8, (image.width - 8)..<image.width] { #expect(ink(image, x: edge, y: 0..<image.height) == 0) }
    for edge in [0..<8, (image.height - 8)..<image.height] { #expect(ink(image, x: 0..<image.width, y: edge) == 0) }
  }

  @Test func namesAreShortenedThinnedAndReplacedByNumbers() throws {
    let typeface = try Typeface.installed()
    func picture(_ count: Int) -> HeatMapPicture { HeatMapPicture(confusion(count) { "name \($0)" }, typeface) }
    #expect(picture(10).rowMarks.marks.map(\.text) == (0..<10).map { "name \($0)" })
    #expect(picture(10).rowStyle.size == 14 && picture(100).rowStyle.size == 12)
    #expect(picture(100).rowMarks.marks.count == 100)
    #expect(picture(200).columnMarks.marks.map(\.cell) == Array(stride(from: 0, to: 200, by: 2)))
    // More classes than have cells of their own are groups.
    let groups = picture(1000).rowMarks
    #expect(!groups.areNumbers && groups.marks.count > 30 && groups.marks[0].text.hasPrefix("name 0"))
    // Lines of letters do not overlap, and no word reaches into the cells or out of the picture.
    for count in [1, 3, 10, 37, 60, 100, 200, 300, 1000] {
      let picture = picture(count)
      for (marks, style) in [
        (picture.layout.rowMarks, picture.rowStyle), (picture.layout.columnMarks, picture.columnStyle),
      ] {
        for (one, next) in zip(marks, marks.dropFirst()) {
          #expect(Int(next.place) - Int(one.place) >= style.pitch(of: marks.map(\.text)))
        }
        for mark in marks {
          #expect(style.width(of: mark.text) <= Int(picture.layout.cells.x) - 24)
        }
      }
    }
    let long = HeatMapPicture(confusion(3) { "\($0), a name that goes on and on and on and on: \($0)" }, typeface)
    for (number, mark) in long.rowMarks.marks.enumerated() {
      #expect(long.rowStyle.width(of: mark.text) <= 200)
      #expect(mark.text.hasPrefix("\(number), a") && mark.text.contains("…") && mark.text.hasSuffix(": \(number)"))
    }
    #expect(HeatMap.shortened(String(repeating: "x", count: 40)).count == 24)
    #expect(HeatMap.shortened("0" + String(repeating: "x", count: 40) + "1") == "0xxxxxxxxxxx…xxxxxxxxxx1")
  }

  @Test func percentagesContrastWithTheirCells() throws {
    let map = confusion(10) { String($0) }
    let picture = HeatMapPicture(map, try Typeface.installed())
    let image = try ImageDecoder().decode(map.pngFile(in: Typeface.installed()), channels: 3)
    let cell = picture.layout.cell(row: 0, column: 0)
    var (letters, inside) = (0, 0)
    for y in Int(cell.y)..<Int(cell.y + cell.height) {
      for x in Int(cell.x)..<Int(cell.x + cell.width) where image.pixels[(y * image.width + x) * 3] > 240 {
        letters += 1
        // In the middle of the cell, away from its edge.
        inside += abs(Double(x) - cell.middle.x) < 20 && abs(Double(y) - cell.middle.y) < 12 ? 1 : 0
      }
    }
    // White letters stand on the dark colour of 90 %.
    #expect(letters > 20 && inside == letters)
    let scale = ColorScale(.sequential(limit: 1))
    #expect(scale.isDark(1) && scale.isDark(0.75) && !scale.isDark(0.5) && !scale.isDark(0))
    #expect(map.cellText(0.004) == nil && map.cellText(0.006) == "1" && map.cellText(.nan) == nil)
    #expect(HeatMap.correlation([[1]]).cellText(1) == nil)
  }
}
