import Evaluation
import Images
import Testing

@testable import Reporting

/// A picture of thousands of classes is no larger than one of few.
@Suite struct ManyClassesPictureTests {
  /// A matrix of `count` classes of two images each, every second of which is taken for the next class.
  private func matrix(_ count: Int) -> ConfusionMatrix {
    let truth = (0..<(2 * count)).map { $0 / 2 }
    return ConfusionMatrix(
      truth: truth, predictions: truth.enumerated().map { $0 % 2 == 0 ? $1 : ($1 + 1) % count },
      candidates: truth, classNames: (0..<count).map { "class \($0)" })
  }

  @Test func classesAreDrawnInGroupsAboveTheStatedNumber() throws {
    let whole = HeatMap.confusion(matrix(300))
    #expect(whole.rows == 300 && whole.rowTitle == "true class" && whole.rowLabels[299] == "class 299")
    let grouped = HeatMap.confusion(matrix(301))
    #expect(grouped.rows == 101 && grouped.columns == 101 && grouped.rowTitle == "true class, groups of 3")
    #expect(grouped.rowLabels[0] == "class 0–class 2" && grouped.rowLabels[100] == "class 300")
    // Of the six images of a group, one is taken for a class of the next group.
    #expect(abs(grouped.values[0][0] - 5.0 / 6) < 1e-12 && abs(grouped.values[0][1] - 1.0 / 6) < 1e-12)
    #expect(grouped.values.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-12 })
  }

  @Test func thousandsOfClassesMakeASmallPicture() throws {
    let map = HeatMap.confusion(matrix(22_000))
    #expect(map.rows <= HeatMap.mostGroups)
    #expect(map.svgFile.utf8.count < 1_000_000)
    let image = try ImageDecoder().decode(map.pngFile(in: Typeface.installed()), channels: 3)
    #expect((400...2000).contains(image.width) && (400...2000).contains(image.height))
    let page = HeatMap.confusion(matrix(6000), mostClasses: 40, mostGroups: 40)
    #expect(page.rows == 40 && page.rowTitle == "true class, groups of 150")
  }
}
