/// A typeface at a size, which says how much room words take.
package struct TextStyle: Sendable {
  /// Which part of a text gives way where it is too long.
  package enum Cut: Sendable {
    /// The beginning: of paths, whose ends tell more.
    case front
    /// The middle: of names, whose ends often tell them apart.
    case middle
    /// The end.
    case back
  }

  /// The size of the words below an image.
  package static let captionSize = 13
  /// The size of what a picture is called.
  package static let titleSize = 21

  package let typeface: Typeface
  /// The pixels of an em, 1 to 256.
  package let size: Int

  /// How far letters reach above their base line, in pixels.
  package let ascent: Int
  /// The distance in pixels from one line to the next, at which letters do not touch.
  package let lineHeight: Int

  /// The letters that reach highest and lowest.
  private static let tallest = "ÉÅÜЙ|()gjpqyçЩ"

  package init(_ typeface: Typeface, size: Int) {
    precondition((1...256).contains(size), "letters have 1 to 256 pixels")
    self.typeface = typeface
    self.size = size
    // Letters are fitted to rows of pixels, which makes them a little higher or lower than the font says.
    let drawn = typeface.line(Self.tallest, size: size).extent
    func pixels(_ ems: Double) -> Int { Int((ems * Double(size)).rounded(.up)) }
    ascent = max(pixels(typeface.ascent), drawn.above)
    lineHeight = ascent + max(pixels(typeface.descent), drawn.below)
  }

  /// The height of a capital letter in pixels.
  package var capitalHeight: Int { pixels(typeface.capitalHeight) }

  /// The distance at which lines of these words do not touch: less than ``lineHeight`` for words without high accents.
  func pitch(of lines: [String]) -> Int {
    let extents = lines.map { typeface.line($0, size: size).extent }
    return (extents.map(\.above).max() ?? 0) + (extents.map(\.below).max() ?? 0) + 1
  }

  /// How many pixels wide a text is.
  package func width(of text: String) -> Int { pixels(typeface.width(of: text)) }

  /// Where a line has to begin so that its capital letters have their middle at `middle`.
  package func top(withMiddle middle: Int) -> Int { middle - ascent + capitalHeight - capitalHeight / 2 }

  /// The text, or as much of it as `width` pixels have room for, with “…” for the rest.
  ///
  /// Characters are kept whole; the result is empty where not even “…” has room.
  package func shortened(_ text: String, to width: Int, _ cut: Cut) -> String {
    guard self.width(of: text) > width else { return text }
    let characters = Array(text)
    func shortened(to count: Int) -> String {
      let head =
        switch cut {
        case .front: 0
        case .middle: (count + 1) / 2
        case .back: count
        }
      return String(characters.prefix(head)) + "…" + String(characters.suffix(count - head))
    }
    var (fitting, tooMany) = (-1, characters.count)
    while tooMany - fitting > 1 {
      let count = (fitting + tooMany) / 2
      if self.width(of: shortened(to: count)) <= width { fitting = count } else { tooMany = count }
    }
    return fitting < 0 ? "" : shortened(to: fitting)
  }

  /// Parts in lines of at most `width` pixels, several in one where they have room.
  ///
  /// A longer part is broken at its spaces, and what is too long even then is shortened.
  package func lines(of parts: [String], separator: String, width: Int, _ cut: Cut) -> [String] {
    func fits(_ line: String) -> Bool { self.width(of: line) <= width }
    let broken = parts.flatMap { part in
      if fits(part) { return [part] }
      let words = part.split(separator: " ").map { shortened(String($0), to: width, cut) }
      return TextFlow.lines(of: words, separator: " ", fits: fits)
    }
    return TextFlow.lines(of: broken, separator: separator, fits: fits)
  }

  private func pixels(_ ems: Double) -> Int { Int((ems * Double(size)).rounded(.up)) }
}
