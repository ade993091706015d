import Foundation
import Images
import TestSupport
import Testing

@testable import Reporting

/// Letters of installed fonts: their widths, their pixels, and what stands for those that are missing.
@Suite struct TypefaceTests {
  private let typeface: Typeface
  private let words = [
    "AVATAR, Tomato, Ty", "Größe: Café à la carte", "Собака и трамвай", "crop 70×80 at 5,6 · σ 0.50 ≥128 −12° ±3…",
    "fi",
    "W",
  ]

  init() throws { typeface = try Typeface.installed() }

  /// The font that captions are written in.
  private func mainFont() throws -> FontCatalogue.Entry {
    try #require(FontCatalogue().font(with: "H", families: ["DejaVu Sans", "sans-serif"], rank: 0))
  }

  /// The extent of all pixels with ink, and the sum of their coverage.
  private func extent(_ text: String, size: Int) -> (left: Int, top: Int, right: Int, bottom: Int, ink: Double) {
    var extent = (left: Int.max, top: Int.max, right: Int.min, bottom: Int.min, ink: 0.0)
    typeface.line(text, size: size).forEachPixel(ascent: 0) { x, y, coverage in
      extent = (
        min(extent.left, x), min(extent.top, y), max(extent.right, x + 1), max(extent.bottom, y + 1),
        extent.ink + Double(coverage) / 255
      )
    }
    return extent
  }

  @Test func widthsAndPlacesAreThoseOfFreeType() throws {
    let font = try mainFont()
    let size = 21
    func array(_ values: [Double]) -> ReferenceArray { ReferenceArray(shape: [values.count], values: values) }
    var inputs = [
      "path": array(font.path.utf8.map(Double.init)), "index": array([Double(font.index)]),
      "size": array([Double(size)]),
    ]
    for (number, text) in words.enumerated() {
      inputs["text-\(number)"] = array(text.unicodeScalars.map { Double($0.value) })
    }
    let expected = try PythonReference.run("typeface.py", inputs)
    for (number, text) in words.enumerated() {
      let width = try #require(expected["width-\(number)"]?.values.first)
      #expect(abs(typeface.width(of: text) - width) < 1e-3, "\(text)")
      let box = try #require(expected["box-\(number)"]?.values)
      let ink = try #require(expected["ink-\(number)"]?.values.first)
      let drawn = extent(text, size: size)
      // Its letters stand at whole pixels, so that a line of 40 may be some pixels longer or shorter.
      let slack = 1.5 + 0.5 * Double(text.count)
      // Lower-case letters are made a whole number of rows high, and all others by as much higher.
      let rows = 2.0
      for (found, wanted, most) in [
        (drawn.left, box[0], 1.5), (drawn.top, box[1], rows), (drawn.right, box[2], slack),
        (drawn.bottom, box[3], rows),
      ] {
        #expect(abs(Double(found) - wanted) <= most, "\(text): \(drawn), not \(box)")
      }
      #expect(abs(drawn.ink / ink - 1) < 0.15, "\(text): \(drawn.ink) of ink, not \(ink)")
    }
  }

  @Test func widthsGrowWithTextAndSize() {
    for text in words {
      let widths = (8...40).map { TextStyle(typeface, size: $0).width(of: text) }
      #expect(widths == widths.sorted() && widths[0] < widths[32])
      let style = TextStyle(typeface, size: 13)
      let prefixes = (0...text.count).map { style.width(of: String(text.prefix($0))) }
      #expect(prefixes[0] == 0 && prefixes == prefixes.sorted())
      // What is drawn is as wide as was said, but for what letters lean over.
      for size in [9, 12, 13, 21] {
        let drawn = extent(text, size: size)
        let width = TextStyle(typeface, size: size).width(of: text)
        #expect(drawn.left >= -1 && abs(drawn.right - width) <= 1 + size / 6, "\(text) at \(size): \(drawn), \(width)")
      }
    }
  }

  @Test func linesOfLettersDoNotTouch() {
    for size in [9, 12, 13, 14, 21] {
      let style = TextStyle(typeface, size: size)
      let drawn = extent("ÄÉgjpqy|(Ж)Щ", size: size)
      #expect(drawn.top >= -style.ascent && drawn.bottom <= style.lineHeight - style.ascent)
      // Capital letters have their middle where it was asked for.
      let capital = extent("H", size: size)
      let top = style.top(withMiddle: 100) + style.ascent
      #expect(abs(2 * top + capital.top + capital.bottom - 200) <= 2)
    }
  }

  @Test func everyCharacterOfACaptionHasItsGlyph() throws {
    let fonts = try FontSet(families: ["DejaVu Sans", "sans-serif"])
    let used = (33..<127).compactMap { Unicode.Scalar(UInt32($0)) } + Array("×σ°≥·−±…λ".unicodeScalars)
    var drawings = Set<[UInt8]>()
    for character in used {
      let glyph = try #require(fonts.main.glyph(of: character), "\(character)")
      let drawn = try #require(fonts.main.draw(glyph, size: 40, quarter: 0))
      #expect(drawn.coverage.count == drawn.width * drawn.height && drawn.coverage.contains { $0 > 127 })
      drawings.insert([UInt8(drawn.width), UInt8(truncatingIfNeeded: drawn.top)] + drawn.coverage)
    }
    #expect(drawings.count == used.count)
  }

  @Test func whatNoFontHasIsABox() throws {
    let fonts = try FontSet(families: ["DejaVu Sans", "sans-serif"])
    let box = try #require(fonts.main.draw(FontFace.box, size: 20, quarter: 0))
    // Private characters of the last plane.
    for text in ["\u{10FFFD}", "\u{10ABCD}"] {
      #expect(typeface.line(text, size: 20).parts.map(\.glyph) == [box])
      #expect(typeface.width(of: text) > 0)
    }
    #expect(typeface.note?.contains("\u{10FFFD}") == true && typeface.note?.contains("no installed font") == true)
    let frame = Glyph.box(size: 20)
    #expect(frame.coverage.count == frame.width * frame.height && frame.coverage.contains(255))
  }

  @Test func whatWouldDisturbItsNeighboursIsSpeltOut() {
    func drawable(_ text: String) -> String {
      var result = String.UnicodeScalarView()
      result.append(contentsOf: TextLine.drawable(text))
      return String(result)
    }
    #expect(drawable("a\nb\tc\u{1B}[1m") == #"a\nb\tc\u{1B}[1m"#)
    #expect(drawable("\u{202E}txt\u{2028}") == #"\u{202E}txt\u{2028}"#)
    #expect(drawable("nul\0") == #"nul\0"#)
    // Names of files on a Mac hold letters and accents apart.
    #expect(TextLine.drawable("e\u{301}") == ["\u{E9}"])
    #expect(drawable("a\u{200D}b\u{FE0F}c\u{AD}") == "abc")
    #expect(typeface.width(of: "") == 0 && typeface.line("", size: 12).parts.isEmpty)
  }

  @Test func textsAreShortenedToAWidth() {
    let style = TextStyle(typeface, size: 13)
    let name = "a/folder/with/Größe/a file, number 12.png"
    for width in [0, 5, 15, 40, 144, 1000] {
      for cut in [TextStyle.Cut.front, .middle, .back] {
        let text = style.shortened(name, to: width, cut)
        #expect(style.width(of: text) <= width)
        guard text != name, !text.isEmpty else { continue }
        let parts = text.split(separator: "…", omittingEmptySubsequences: false).map(String.init)
        #expect(parts.count == 2 && name.hasPrefix(parts[0]) && name.hasSuffix(parts[1]))
        if cut == .front { #expect(parts[0].isEmpty) }
        if cut == .middle { #expect((0...1).contains(parts[0].count - parts[1].count)) }
        if cut == .back { #expect(parts[1].isEmpty) }
      }
    }
    #expect(style.shortened(name, to: 0, .back).isEmpty && style.shortened(name, to: 1000, .back) == name)
    let lines = style.lines(
      of: ["one", "two", "a part of many words", "Llanfairpwllgwyngyll"], separator: " · ", width: 80, .back)
    #expect(lines.allSatisfy { style.width(of: $0) <= 80 })
    #expect(lines.joined(separator: " ").contains("a part of") && lines.last?.hasSuffix("…") == true)
  }

  @Test func drawingStaysInside() {
    let style = TextStyle(typeface, size: 13)
    for (x, y) in [(-30, -6), (10, 12), (0, 0), (200, 200), (-500, 3), (3, -500)] {
      var canvas = Canvas(width: 20, height: 18, .white)
      canvas.write("Wörter\u{10FFFD}", x: x, y: y, style)
      canvas.writeUpwards("Wörter", x: x, bottom: y, style)
      #expect(canvas.image.pixels.count == 20 * 18 * 3)
      if x >= 200 || x == -500 || y == -500 { #expect(canvas.image.pixels.allSatisfy { $0 == 255 }) }
    }
    // A line leaves all outside its rectangle alone.
    var canvas = Canvas(width: 120, height: 40, .white)
    canvas.write("Ägjpqy", x: 20, y: 10, style, .viewA)
    let pixels = canvas.image.pixels
    for (number, start) in stride(from: 0, to: pixels.count, by: 3).enumerated() where pixels[start] != 255 {
      #expect((19...(22 + style.width(of: "Ägjpqy"))).contains(number % 120))
      #expect((10..<(10 + style.lineHeight)).contains(number / 120))
    }
    // Edges are mixtures of ink and paper, the middles of strokes are ink.
    let reds = Set(stride(from: 0, to: pixels.count, by: 3).map { pixels[$0] })
    #expect(reds.contains(255) && reds.count > 10 && reds.allSatisfy { $0 >= Canvas.Color.viewA.red })
  }

  @Test func textIsReadUpwards() {
    let style = TextStyle(typeface, size: 13)
    var (across, up) = (Canvas(width: 60, height: 60), Canvas(width: 60, height: 60))
    across.write("Légende", x: 2, y: 3, style)
    up.writeUpwards("Légende", x: 3, bottom: 58, style)
    func reds(_ canvas: Canvas) -> [UInt8] {
      let pixels = canvas.image.pixels
      return stride(from: 0, to: pixels.count, by: 3).map { pixels[$0] }
    }
    let (straight, upright) = (reds(across), reds(up))
    #expect(straight.contains { $0 < 100 })
    // A quarter turn to the left: (x, y) goes to (y, 59 − x).
    var turned = [UInt8](repeating: 0, count: 60 * 60)
    for y in 0..<60 {
      for x in 0..<60 { turned[(59 - x) * 60 + y] = straight[y * 60 + x] }
    }
    #expect(turned == upright)
  }

  @Test func threadsShareIt() async {
    let alone = words.map { typeface.line($0, size: 17).parts.map(\.glyph) }
    let size = 17
    await withTaskGroup(of: [[Glyph]].self) { group in
      for _ in 0..<8 {
        group.addTask { [typeface, words] in words.map { typeface.line($0, size: size).parts.map(\.glyph) } }
      }
      for await together in group { #expect(together == alone) }
    }
  }

  @Test func damagedFontsDoNoHarm() throws {
    let folder = try TemporaryFolder()
    let font = try mainFont()
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: font.path)))
    #expect(FontFace(FontCatalogue.Entry(path: folder.file("none.ttf"), index: 0)) == nil)
    #expect(FontFace(FontCatalogue.Entry(path: font.path, index: 99)) == nil)
    var mutator = FileMutator(seed: 7)
    var opened = 0
    for number in 0..<90 {
      var damaged = mutator.mutate(bytes, other: bytes)
      if number % 3 == 0 {
        // Outlines lie all over the file.
        damaged = bytes
        for _ in 0..<20_000 { damaged[400 + mutator.next(bytes.count - 400)] = UInt8(mutator.next(256)) }
      }
      let path = try folder.write(damaged, to: "font.ttf")
      guard let face = FontFace(FontCatalogue.Entry(path: path, index: 0)) else { continue }
      opened += 1
      for character in "HAVgä…Ж".unicodeScalars {
        let glyph = face.glyph(of: character) ?? FontFace.box
        if let advance = face.advance(of: glyph) { #expect((0...16).contains(advance)) }
        #expect(abs(face.kerning(glyph, 36)) <= 1)
        if let drawn = face.draw(glyph, size: 21, quarter: 3) {
          #expect(drawn.coverage.count == drawn.width * drawn.height)
        }
      }
      #expect(face.draw(UInt32.max, size: 21, quarter: 0) == nil)
    }
    #expect(opened > 0)
  }
}
