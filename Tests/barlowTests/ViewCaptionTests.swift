import Augmentation
import Images
import Reporting
import Testing

@testable import barlow

/// The words below a view, and the letters that they are written with.
@Suite struct ViewCaptionTests {
  private let parameters = ViewParameters(
    crop: PixelRegion(x: 5, y: 6, width: 70, height: 80), isFlipped: true,
    jitter: ColorJitterParameters(brightness: 1.2, contrast: 0.75, saturation: nil, hue: -0.05, orderIndex: 23),
    isGrayscale: true, blurSigma: 1.304, solarizeThreshold: 128, quarterTurns: 3,
    rotation: RotationParameters(degrees: -12.34), threeAugment: .blur(sigma: 0.5),
    erasing: ErasingParameters(region: PixelRegion(x: 1, y: 2, width: 3, height: 4), fill: .noise))

  @Test func everythingIsNamedInItsOrder() {
    #expect(ColorJitterParameters.orders[23] == [.hue, .saturation, .contrast, .brightness])
    #expect(
      ViewCaption(parameters).words == [
        "crop 70×80 at 5,6", "flip", "turn 270°", "rotate −12.3°", "one of 3: blur σ 0.50", "hue −18°",
        "contrast ×0.75", "brightness ×1.20", "gray", "blur σ 1.30", "solarize ≥128", "erase 3×4 at 1,2",
      ])
    #expect(ViewCaption(ViewParameters(crop: parameters.crop)).words == ["crop 70×80 at 5,6"])
  }

  @Test func linesFitTheirWidth() {
    for columns in [12, 32, 37] {
      let lines = ViewCaption(parameters).lines(columns: columns)
      #expect(lines.allSatisfy { $0.count <= columns })
    }
    let wide = ViewCaption(parameters).lines(columns: 1000)
    #expect(wide.count == 1 && wide[0].split(separator: " · ").count == 12)
  }

  @Test func everyCharacterOfACaptionHasItsGlyph() {
    let unknown = BitmapFont.rows(of: "\u{1F600}")
    let used = Set((32..<127).map { Character(UnicodeScalar(UInt8($0))) } + "×σ°≥·−±…")
    var glyphs = Set<[UInt8]>()
    for character in used {
      let rows = BitmapFont.rows(of: character)
      #expect(rows.count == BitmapFont.glyphHeight && rows != unknown, "\(character)")
      #expect(rows.allSatisfy { $0 < 32 })
      glyphs.insert(rows)
    }
    // The minus sign looks like the hyphen.
    #expect(glyphs.count == used.count - 1)
    #expect(BitmapFont.rows(of: "L") == [16, 16, 16, 16, 16, 16, 31, 0, 0])
  }
}
