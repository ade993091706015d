/// A font for everything, and others for the characters that it lacks; with the glyphs that were drawn.
///
/// To be used by one thread at a time.
struct FontSet {
  /// What stands for a character.
  private struct Place {
    let face: Int
    let glyph: UInt32
    /// The distance to the next character in ems.
    let advance: Double
  }

  /// What a drawn glyph depends on.
  private struct Key: Hashable {
    let face: Int
    let glyph: UInt32
    let size: Int
    let quarter: Int
  }

  private let families: [String]
  private let catalogue: FontCatalogue
  /// The first is the font for everything.
  private var faces: [FontFace]
  private var numbers: [FontCatalogue.Entry: Int] = [:]
  private var places: [Unicode.Scalar: Place] = [:]
  private var glyphs: [Key: Glyph] = [:]
  /// The characters that no font has, in the order in which they were asked for.
  private(set) var missing: [Unicode.Scalar] = []

  /// Fonts whose files are damaged are passed over, as far as this many.
  private static let mostAttempts = 8
  /// About 10 MB of captions.
  private static let mostGlyphs = 1 << 15

  /// Finds and opens the font for everything.
  ///
  /// - Parameter families: The names of the families that are preferred, in this order.
  /// - Throws: ``TypefaceError`` where none is installed.
  init(families: [String]) throws(TypefaceError) {
    self.families = families
    catalogue = try FontCatalogue()
    faces = []
    for rank in 0..<Self.mostAttempts {
      guard let entry = catalogue.font(with: "H", families: families, rank: rank) else { break }
      guard let face = FontFace(entry), face.glyph(of: "H").flatMap(face.advance) != nil else { continue }
      faces = [face]
      numbers[entry] = 0
      return
    }
    throw TypefaceError.noFont
  }

  /// The font for everything, which decides how lines are spaced.
  var main: FontFace { faces[0] }

  /// How far the text reaches to the right, in ems.
  mutating func width(of text: String) -> Double {
    var end = 0.0
    forEachPlace(of: text) { pen, place in end = pen + place.advance }
    return end
  }

  /// The glyphs of a line of text at `size` pixels an em.
  mutating func line(_ text: String, size: Int) -> TextLine {
    var places: [(pen: Double, place: Place)] = []
    forEachPlace(of: text) { places.append(($0, $1)) }
    let parts = places.map { pen, place in
      // Letters stand at quarters of a pixel; at whole ones the gaps between them would differ.
      let quarters = Int((pen * Double(size) * 4).rounded())
      return TextLine.Part(glyph: glyph(place, size: size, quarter: quarters & 3), pen: quarters >> 2)
    }
    return TextLine(parts: parts)
  }

  /// Names what stands for each character, and where the pen is before it, in ems.
  private mutating func forEachPlace(of text: String, _ body: (Double, Place) -> Void) {
    var pen = 0.0
    var last: Place?
    for character in TextLine.drawable(text) {
      let place = place(of: character)
      if let last, last.face == place.face { pen += faces[place.face].kerning(last.glyph, place.glyph) }
      body(pen, place)
      pen += place.advance
      last = place
    }
  }

  private mutating func place(of character: Unicode.Scalar) -> Place {
    if let known = places[character] { return known }
    let place = foundPlace(of: character)
    places[character] = place
    return place
  }

  private mutating func foundPlace(of character: Unicode.Scalar) -> Place {
    if let place = place(of: character, in: 0) { return place }
    // The best one for each character, whatever others are open: what is written does not depend on what was written before.
    for rank in 0..<Self.mostAttempts {
      guard let entry = catalogue.font(with: character, families: families, rank: rank) else { break }
      if numbers[entry] == nil, let face = FontFace(entry) {
        numbers[entry] = faces.count
        faces.append(face)
      }
      if let number = numbers[entry], let place = place(of: character, in: number) { return place }
    }
    missing.append(character)
    return Place(face: 0, glyph: FontFace.box, advance: main.advance(of: FontFace.box) ?? 0.6)
  }

  private func place(of character: Unicode.Scalar, in face: Int) -> Place? {
    guard let glyph = faces[face].glyph(of: character), let advance = faces[face].advance(of: glyph) else { return nil }
    return Place(face: face, glyph: glyph, advance: advance)
  }

  private mutating func glyph(_ place: Place, size: Int, quarter: Int) -> Glyph {
    let key = Key(face: place.face, glyph: place.glyph, size: size, quarter: quarter)
    if let known = glyphs[key] { return known }
    if glyphs.count >= Self.mostGlyphs { glyphs.removeAll() }
    let glyph = faces[place.face].draw(place.glyph, size: size, quarter: quarter) ?? Glyph.box(size: size)
    glyphs[key] = glyph
    return glyph
  }
}
