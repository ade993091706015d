import Formatting
import Synchronization

/// The typeface of pictures.
///
/// It is DejaVu Sans where that is installed, else what fontconfig takes for a font without serifs; for characters that it lacks,
/// the installed fonts that have them. What no font has is drawn as the font's box.
///
/// On one machine the same text always gives the same pixels. Threads may share it.
package final class Typeface: Sendable {
  private let fonts: Mutex<FontSet>
  /// How far a line reaches above its base line, in ems.
  let ascent: Double
  /// How far a line reaches below its base line, in ems.
  let descent: Double
  /// The height of an H in ems.
  let capitalHeight: Double

  private static let families = ["DejaVu Sans", "sans-serif"]
  private static let shared = Result { () throws(TypefaceError) in try Typeface() }

  /// The typeface of this machine, opened once.
  ///
  /// - Throws: ``TypefaceError`` where no font is installed.
  package static func installed() throws(TypefaceError) -> Typeface { try shared.get() }

  private init() throws(TypefaceError) {
    let fonts = try FontSet(families: Self.families)
    (ascent, descent, capitalHeight) = (fonts.main.ascent, fonts.main.descent, fonts.main.capitalHeight)
    self.fonts = Mutex(fonts)
  }

  /// How far a text reaches to the right, in ems.
  func width(of text: String) -> Double { fonts.withLock { $0.width(of: text) } }

  /// The glyphs of a line of text at `size` pixels an em.
  func line(_ text: String, size: Int) -> TextLine { fonts.withLock { $0.line(text, size: size) } }

  /// What is to be said, in one line, of characters that no font has and that were drawn as boxes; nil where there were none.
  package var note: String? {
    let missing = fonts.withLock { $0.missing }
    guard !missing.isEmpty else { return nil }
    let shown = missing.prefix(Self.mostShown).map { String($0) }.joined(separator: " ")
    let rest = missing.count > Self.mostShown ? " …" : ""
    return
      "\(NumberText.count(missing.count, "character")) of the picture drawn as a box, since no installed font has them: "
      + "\(shown)\(rest); install a font of their script"
  }

  private static let mostShown = 10
}
