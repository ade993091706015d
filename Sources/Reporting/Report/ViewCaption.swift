import Augmentation
import Foundation

/// What was drawn for a view, in the order of application, in words short enough for a caption.
package struct ViewCaption {
  /// The operations, one each.
  package let words: [String]

  /// The words for what was drawn.
  package init(_ parameters: ViewParameters) {
    let crop = parameters.crop
    var words = ["crop \(crop.width)×\(crop.height) at \(crop.x),\(crop.y)"]
    if parameters.isFlipped { words.append("flip") }
    if parameters.quarterTurns > 0 { words.append("turn \(90 * parameters.quarterTurns)°") }
    if let rotation = parameters.rotation { words.append("rotate \(Self.signed(rotation.degrees, "%.1f"))°") }
    switch parameters.threeAugment {
    case .grayscale: words.append("one of 3: gray")
    case .solarize(let threshold): words.append("one of 3: solarize ≥\(threshold)")
    case .blur(let sigma): words.append(String(format: "one of 3: blur σ %.2f", sigma))
    case nil: break
    }
    if let jitter = parameters.jitter {
      for operation in jitter.order {
        switch operation {
        case .brightness: if let value = jitter.brightness { words.append(Self.factor("brightness", value)) }
        case .contrast: if let value = jitter.contrast { words.append(Self.factor("contrast", value)) }
        case .saturation: if let value = jitter.saturation { words.append(Self.factor("saturation", value)) }
        case .hue: if let value = jitter.hue { words.append("hue \(Self.signed(360 * value, "%.0f"))°") }
        }
      }
    }
    if parameters.isGrayscale { words.append("gray") }
    if let sigma = parameters.blurSigma { words.append(String(format: "blur σ %.2f", sigma)) }
    if let threshold = parameters.solarizeThreshold { words.append("solarize ≥\(threshold)") }
    if let erasing = parameters.erasing {
      let region = erasing.region
      words.append("erase \(region.width)×\(region.height) at \(region.x),\(region.y)")
    }
    self.words = words
  }

  /// The words in lines of at most `width` pixels; a longer word is cut.
  package func lines(width: Int, _ style: TextStyle) -> [String] {
    style.lines(of: words, separator: " · ", width: width, .back)
  }

  private static func factor(_ name: String, _ value: Double) -> String { name + String(format: " ×%.2f", value) }

  private static func signed(_ value: Double, _ format: String) -> String {
    (value < 0 ? "−" : "+") + String(format: format, abs(value))
  }
}
