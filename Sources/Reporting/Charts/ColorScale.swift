import Foundation

/// Colours for numbers, such as the colour-blind can read.
package struct ColorScale: Sendable {
  /// What the numbers are.
  package enum Kind: Sendable {
    /// From −limit (blue) over 0 (white) to +limit (red).
    case diverging(limit: Double)
    /// From 0 (white) to limit (dark blue).
    case sequential(limit: Double)
  }

  package let kind: Kind

  package init(_ kind: Kind) { self.kind = kind }

  /// Blue and red of equal lightness at equal distances from white: both ends stay apart for every kind of colour vision.
  private static let divergingStops: [[Double]] = [
    [5, 48, 97], [33, 102, 172], [67, 147, 195], [146, 197, 222], [209, 229, 240], [250, 250, 250], [253, 219, 199],
    [244, 165, 130], [214, 96, 77], [178, 24, 43], [103, 0, 31],
  ]
  /// Lightness falls steadily, so that the order shows without any colour.
  private static let sequentialStops: [[Double]] = [
    [250, 250, 250], [222, 235, 247], [189, 215, 231], [130, 187, 219], [77, 151, 200], [33, 108, 176], [8, 60, 125],
    [5, 32, 75],
  ]

  /// The red, green and blue of a number, 8 bits each; one that is not finite is grey.
  package func color(_ value: Double) -> (red: UInt8, green: UInt8, blue: UInt8) {
    guard value.isFinite else { return (150, 150, 150) }
    let (stops, share) =
      switch kind {
      case .diverging(let limit): (Self.divergingStops, 0.5 + 0.5 * value / max(limit, .leastNormalMagnitude))
      case .sequential(let limit): (Self.sequentialStops, value / max(limit, .leastNormalMagnitude))
      }
    let place = min(max(share, 0), 1) * Double(stops.count - 1)
    let lower = min(Int(place), stops.count - 2)
    let rest = place - Double(lower)
    let mixed = zip(stops[lower], stops[lower + 1]).map { UInt8(($0 + rest * ($1 - $0)).rounded()) }
    return (mixed[0], mixed[1], mixed[2])
  }

  /// The numbers at both ends.
  package var range: ClosedRange<Double> {
    switch kind {
    case .diverging(let limit): -limit...limit
    case .sequential(let limit): 0...limit
    }
  }

  /// A colour as CSS and SVG write it.
  func css(_ value: Double) -> String {
    let color = color(value)
    func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    return "#" + hex(color.red) + hex(color.green) + hex(color.blue)
  }

  /// Whether white text on a number's colour can be read better than ink, by the contrast of WCAG 2.2.
  func isDark(_ value: Double) -> Bool {
    let (red, green, blue) = color(value)
    func linear(_ byte: UInt8) -> Double {
      let share = Double(byte) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    // Where the ratios (1 + 0.05) / (L + 0.05) and (L + 0.05) / (0.013 + 0.05) are equal.
    return luminance < 0.207
  }
}
