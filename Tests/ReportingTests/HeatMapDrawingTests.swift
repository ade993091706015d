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
    ("three classes", "ddeb3acd3b6d22bc", "3c3a21da7a993d10"),
    ("forty classes", "20570e51486064fd", "d9be301dfa9e40da"),
    ("300 classes", "8aecdce13172df95", "078002843c451560"),
    ("one feature", "9e320282f72caf16", "d27fe8e7ce001e09"),
    ("64 features", "46cb9c09cddbd492", "c8a0420273bfc5ea"),
    ("200 features", "4f781286e8ddffc1", "7eff54a47247c6a2"),
  ])
  func drawingsAndPicturesStayTheSame(name: String, drawing: String, picture: String) throws {
    let map = try #require(Self.maps[name])
    #expect(digest(map.svgFile.utf8) == drawing)
    let pixels = try ImageDecoder().decode(map.pngFile(), channels: 3).pixels
    #expect(digest(pixels) == picture)
  }
}
