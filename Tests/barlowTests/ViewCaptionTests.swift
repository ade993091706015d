import Augmentation
import Images
import Reporting
import Testing

@testable import barlow

/// The words below a view.
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

  @Test func linesFitTheirWidth() throws {
    let style = TextStyle(try Typeface.installed(), size: TextStyle.captionSize)
    let caption = ViewCaption(parameters)
    for width in [100, 144, 192, 224] {
      let lines = caption.lines(width: width, style)
      #expect(lines.allSatisfy { style.width(of: $0) <= width && !$0.isEmpty })
      // Nothing is lost: what is longer than a line goes on in the next.
      let text = lines.joined(separator: " ").replacing(" · ", with: " ")
      #expect(text == caption.words.joined(separator: " "))
    }
    let wide = caption.lines(width: 3000, style)
    #expect(wide.count == 1 && wide[0].split(separator: " · ").count == 12)
  }
}
