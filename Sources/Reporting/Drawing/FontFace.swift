import CTypeface

/// An open font, which measures its glyphs in ems and draws them in pixels.
///
/// To be used by one thread at a time.
final class FontFace {
  private let handle: OpaquePointer
  private let metrics: ctf_metrics

  /// Opens a font; nil if its file cannot be used.
  init?(_ entry: FontCatalogue.Entry) {
    var (opened, metrics): (OpaquePointer?, ctf_metrics) = (nil, ctf_metrics())
    guard ctf_face_open(entry.path, entry.index, &opened, &metrics) == CTF_OK, let opened else { return nil }
    handle = opened
    self.metrics = metrics
  }

  deinit { ctf_face_free(handle) }

  /// How far a line reaches above its base line, in ems.
  var ascent: Double { ems(metrics.ascent) }
  /// How far a line reaches below its base line, in ems.
  var descent: Double { ems(metrics.descent) }
  /// The height of an H in ems; 0.7, as is usual, for a font without one.
  var capitalHeight: Double { metrics.capital_height > 0 ? ems(metrics.capital_height) : 0.7 }

  /// The number of a character's glyph; nil where the font has none.
  func glyph(of character: Unicode.Scalar) -> UInt32? {
    let glyph = ctf_face_glyph(handle, character.value)
    return glyph == Self.box ? nil : glyph
  }

  /// The number of the glyph that stands for what a font lacks.
  static let box: UInt32 = 0

  /// How far the next glyph stands to the right, in ems; nil if the file does not tell.
  func advance(of glyph: UInt32) -> Double? {
    var units: Int32 = 0
    return ctf_face_advance(handle, glyph, &units) == CTF_OK ? ems(units) : nil
  }

  /// What is added between two glyphs, in ems; mostly 0 or below.
  func kerning(_ left: UInt32, _ right: UInt32) -> Double {
    var units: Int32 = 0
    // Letters without it can be read as well.
    return ctf_face_kerning(handle, left, right, &units) == CTF_OK ? ems(units) : 0
  }

  /// Draws a glyph.
  ///
  /// - Parameters:
  ///   - glyph: Its number.
  ///   - size: The pixels of an em, 1 to 256.
  ///   - quarter: By how many quarters of a pixel it is moved to the right, 0 to 3.
  /// - Returns: nil if the file is damaged there.
  func draw(_ glyph: UInt32, size: Int, quarter: Int) -> Glyph? {
    var bitmap = ctf_bitmap()
    guard ctf_face_draw(handle, glyph, UInt32(size), UInt32(quarter * 16), &bitmap) == CTF_OK else { return nil }
    let (width, rows) = (Int(bitmap.width), Int(bitmap.rows))
    var coverage: [UInt8] = []
    coverage.reserveCapacity(width * rows)
    if let first = bitmap.coverage {
      for row in 0..<rows {
        coverage += UnsafeBufferPointer(start: first + row * bitmap.stride, count: width)
      }
    }
    return Glyph(
      width: width, height: coverage.isEmpty ? 0 : rows, left: Int(bitmap.left), top: Int(bitmap.top),
      coverage: coverage)
  }

  private func ems(_ units: Int32) -> Double { Double(units) / Double(metrics.units_per_em) }
}
