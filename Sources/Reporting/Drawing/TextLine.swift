import Foundation

/// A line of text in glyphs, each at its place.
struct TextLine: Sendable {
  /// A glyph and the pixel of the line that its pen stands at.
  struct Part: Sendable {
    let glyph: Glyph
    let pen: Int
  }

  /// The glyphs from left to right.
  let parts: [Part]

  /// How many rows of pixels it has above and below its base line.
  var extent: (above: Int, below: Int) {
    let drawn = parts.map(\.glyph).filter { $0.height > 0 }
    return (max(drawn.map(\.top).max() ?? 0, 0), max(drawn.map { $0.height - $0.top }.max() ?? 0, 0))
  }

  /// The text as it is drawn: accents composed with their letters, and what would change the drawing of its neighbours, such as
  /// an end of line or a turn of the direction of writing, in the words of Swift's source.
  ///
  /// Each scalar is one glyph, from left to right: scripts whose letters join or change their order are not shaped.
  static func drawable(_ text: String) -> [Unicode.Scalar] {
    text.precomposedStringWithCanonicalMapping.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
      let properties = scalar.properties
      switch properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: return Array(scalar.escaped(asASCII: true).unicodeScalars)
      case _ where properties.isBidiControl: return Array(scalar.escaped(asASCII: true).unicodeScalars)
      // Joiners and choices between the forms of a character.
      case _ where properties.isDefaultIgnorableCodePoint: return []
      default: return [scalar]
      }
    }
  }

  /// Names each pixel with ink by its place from the upper left corner of a line.
  ///
  /// - Parameters:
  ///   - ascent: How far the base line is below the upper edge.
  ///   - body: Called with the pixel and how much of it is ink, 1 to 255.
  func forEachPixel(ascent: Int, _ body: (_ x: Int, _ y: Int, _ coverage: UInt8) -> Void) {
    for part in parts {
      let glyph = part.glyph
      for row in 0..<glyph.height {
        for column in 0..<glyph.width {
          let coverage = glyph.coverage[row * glyph.width + column]
          if coverage > 0 { body(part.pen + glyph.left + column, ascent - glyph.top + row, coverage) }
        }
      }
    }
  }
}
