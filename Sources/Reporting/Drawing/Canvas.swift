import Images

/// An RGB picture in the making.
package struct Canvas {
  /// A colour, 8 bits per channel.
  package struct Color: Equatable, Sendable {
    package let red: UInt8
    package let green: UInt8
    package let blue: UInt8

    package init(red: UInt8, green: UInt8, blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    package static let paper = Color(red: 250, green: 250, blue: 248)
    package static let white = Color(red: 255, green: 255, blue: 255)
    package static let ink = Color(red: 40, green: 40, blue: 44)
    package static let faint = Color(red: 110, green: 110, blue: 116)
    package static let viewA = Color(red: 20, green: 96, blue: 178)
    package static let viewB = Color(red: 194, green: 80, blue: 12)
  }

  package let width: Int
  package let height: Int
  private var pixels: [UInt8]

  /// A picture in one colour.
  package init(width: Int, height: Int, _ color: Color = .paper) {
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: color.red, count: width * height * 3)
    guard color.green != color.red || color.blue != color.red else { return }
    for i in stride(from: 0, to: pixels.count, by: 3) {
      pixels[i + 1] = color.green
      pixels[i + 2] = color.blue
    }
  }

  /// The finished picture.
  package var image: Image { Image(width: width, height: height, channels: 3, pixels: pixels) }

  /// Colours a rectangle; what lies outside the picture is left out.
  package mutating func fill(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
    for row in max(y, 0)..<max(min(y + height, self.height), max(y, 0)) {
      for column in max(x, 0)..<max(min(x + width, self.width), max(x, 0)) { set(column, row, color) }
    }
  }

  /// Draws the edge of a rectangle, `thickness` pixels inwards.
  package mutating func frame(x: Int, y: Int, width: Int, height: Int, thickness: Int, _ color: Color) {
    fill(x: x, y: y, width: width, height: thickness, color)
    fill(x: x, y: y + height - thickness, width: width, height: thickness, color)
    fill(x: x, y: y, width: thickness, height: height, color)
    fill(x: x + width - thickness, y: y, width: thickness, height: height, color)
  }

  /// Puts an image down, each of its pixels as a square with a side of `scale`.
  package mutating func draw(_ image: Image, x: Int, y: Int, scale: Int = 1) {
    for row in 0..<(image.height * scale) {
      for column in 0..<(image.width * scale) {
        let source = (row / scale * image.width + column / scale) * image.channels
        let (green, blue) = image.channels == 3 ? (source + 1, source + 2) : (source, source)
        set(
          x + column, y + row,
          Color(red: image.pixels[source], green: image.pixels[green], blue: image.pixels[blue]))
      }
    }
  }

  /// Writes a line of text whose upper left corner is (x, y); what lies outside the picture is left out.
  package mutating func write(_ text: String, x: Int, y: Int, _ style: TextStyle, _ color: Color = .ink) {
    style.typeface.line(text, size: style.size).forEachPixel(ascent: style.ascent) {
      blend(x + $0, y + $1, color, coverage: $2)
    }
  }

  /// Writes a line of text that is read upwards: it begins above y = `bottom`, and the upper edge of the line is at `x`.
  package mutating func writeUpwards(_ text: String, x: Int, bottom: Int, _ style: TextStyle, _ color: Color = .ink) {
    style.typeface.line(text, size: style.size).forEachPixel(ascent: style.ascent) {
      blend(x + $1, bottom - 1 - $0, color, coverage: $2)
    }
  }

  /// Mixes a colour with what is there.
  private mutating func blend(_ x: Int, _ y: Int, _ color: Color, coverage: UInt8) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    let start = (y * width + x) * 3
    let share = Int(coverage)
    func mixed(_ new: UInt8, _ old: UInt8) -> UInt8 {
      let sum: Int = Int(new) * share + Int(old) * (255 - share)
      return UInt8((sum + 127) / 255)
    }
    pixels[start] = mixed(color.red, pixels[start])
    pixels[start + 1] = mixed(color.green, pixels[start + 1])
    pixels[start + 2] = mixed(color.blue, pixels[start + 2])
  }

  private mutating func set(_ x: Int, _ y: Int, _ color: Color) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    let start = (y * width + x) * 3
    pixels[start] = color.red
    pixels[start + 1] = color.green
    pixels[start + 2] = color.blue
  }
}
