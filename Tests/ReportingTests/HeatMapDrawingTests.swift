import Evaluation
import Files
import Images
import Testing

@testable import Reporting

/// A map is laid out once, for drawings and for pictures; what they show must not change by accident.
@Suite struct HeatMapDrawingTests {
  private static func confusion(_ count: Int, _ name: (Int) -> String) -> HeatMap {
    let truth = (0..<count).flatMap { [Int](repeating: $0, count: 8) }
    let predictions = truth.enumerated().map { $0 % 8 < 1 + $1 % 4 ? ($1 * 7 + 3) % count : $1 }
    return HeatMap.confusion(
      ConfusionMatrix(truth: truth, predictions: predictions, candidates: truth, classNames: (0..<count).map(name)))
  }

  private static func correlation(_ count: Int) -> HeatMap {
    HeatMap.correlation((0..<count).map { i in (0..<count).map { j in Float((i * 31 + j * 17) % 41) / 20 - 1 } })
  }

  private static let maps: [String: HeatMap] = [
    "three classes": confusion(3) { ["cat", "a dog with a long name", "bird"][$0] },
    "forty classes": confusion(40) { "class \($0)" },
    "300 classes": confusion(300) { "class \($0)" },
    "one feature": correlation(1), "64 features": correlation(64), "200 features": correlation(200),
  ]

  private func digest(_ bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    Array(bytes).withUnsafeBytes { hash.update($0) }
    return String(hash.hexadecimal.prefix(16))
  }

  @Test(arguments: [
    ("three classes", "2a442fc19b70b394"), ("forty classes", "f7244b5c03b29240"), ("300 classes", "05e4fd55569b3a71"),
    ("one feature", "32c7799fa2d05e07"), ("64 features", "eaf45bbeb36d988a"), ("200 features", "2a08fbd457886207"),
  ])
  func drawingsStayTheSame(name: String, drawing: String) throws {
    let map = try #require(Self.maps[name])
    #expect(digest(map.svgFile.utf8) == drawing)
  }

  /// Letters are those of an installed font; all else is known to the pixel.
  @Test(arguments: maps.keys.sorted())
  func picturesShowTheColorOfEveryCell(name: String) throws {
    let map = try #require(Self.maps[name])
    let typeface = try Typeface.installed()
    let layout = HeatMapPicture(map, typeface).layout
    let file = try map.pngFile(in: typeface)
    #expect(try map.pngFile(in: typeface) == file)
    let image = try ImageDecoder().decode(file, channels: 3)
    func pixel(_ x: Double, _ y: Double) -> [UInt8] {
      Array(image.pixels[((Int(y) * image.width + Int(x)) * 3)...].prefix(3))
    }
    func bytes(_ color: (red: UInt8, green: UInt8, blue: UInt8)) -> [UInt8] { [color.red, color.green, color.blue] }
    var wrong: [(row: Int, column: Int)] = []
    for row in 0..<map.rows {
      for column in 0..<map.columns {
        let cell = layout.cell(row: row, column: column)
        let color = bytes(map.scale.color(map.values[row][column]))
        let corners = [cell.x, cell.x + cell.width - 1].flatMap { x in
          [cell.y, cell.y + cell.height - 1].map { (x, $0) }
        }
        if !corners.allSatisfy({ pixel($0, $1) == color }) { wrong.append((row, column)) }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    // The frame around the cells and the bar beside them.
    let (cells, bar) = (layout.cells, layout.bar)
    let faint = bytes((Canvas.Color.faint.red, Canvas.Color.faint.green, Canvas.Color.faint.blue))
    for place in [cells, bar] {
      #expect(pixel(place.x - 1, place.y - 1) == faint)
      #expect(pixel(place.x + place.width, place.y + place.height) == faint)
    }
    for row in 0..<Int(bar.height) {
      let color = bytes(map.scale.color(layout.barValue((Double(row) + 0.5) / bar.height)))
      #expect(pixel(bar.middle.x, bar.y + Double(row)) == color)
    }
  }
}
