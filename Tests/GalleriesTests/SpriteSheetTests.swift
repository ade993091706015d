import Images
import Testing

@testable import Galleries

@Suite struct SpriteSheetTests {
  private func picture(_ width: Int, _ height: Int, _ value: UInt8) -> Image {
    let pixels = (0..<(width * height * 3)).map { UInt8(($0 / 3 * 5 + Int(value)) % 256) }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }

  @Test func eachPictureLiesInTheCornerOfItsCell() {
    let pictures = (0..<18).map { picture(5 + $0 % 3, 9 - $0 % 4, UInt8(7 * $0)) }
    let sheet = SpriteSheet(pictures)
    // Of whole blocks of 8 pixels; sixteen in a row, two rows.
    #expect(sheet.cell == 16 && sheet.image.width == 256 && sheet.image.height == 32)
    #expect(sheet.sizes == pictures.flatMap { [UInt8($0.width), UInt8($0.height)] })
    func pixel(_ x: Int, _ y: Int) -> ArraySlice<UInt8> {
      sheet.image.pixels[((y * 256 + x) * 3)..<((y * 256 + x) * 3 + 3)]
    }
    for (number, picture) in pictures.enumerated() {
      let (left, top) = (number % 16 * 16, number / 16 * 16)
      for y in 0..<16 {
        for x in 0..<16 {
          // Beside the picture its edge goes on.
          let from = (min(y, picture.height - 1) * picture.width + min(x, picture.width - 1)) * 3
          #expect(Array(pixel(left + x, top + y)) == Array(picture.pixels[from..<(from + 3)]), "\(number) \(x) \(y)")
        }
      }
    }
  }

  @Test func aMissingPictureIsGrey() {
    let sheet = SpriteSheet([nil, picture(20, 12, 3)])
    #expect(sheet.cell == 24 && sheet.sizes == [20, 20, 20, 12])
    #expect(sheet.image.pixels[0..<60].allSatisfy { $0 == 160 })
    #expect(SpriteSheet([nil]).image.pixels.allSatisfy { $0 == 160 })
  }

  @Test func whatIsNearOnTheMapComesCloseTogether() {
    let places = (0..<64).map { number -> SIMD2<Float> in
      let (x, y) = (number * 37 % 64 % 8, number * 37 % 64 / 8)
      return SIMD2(Float(x), Float(y)) / 7.01
    }
    let order = MapOrder.rows(places)
    #expect(order.sorted() == Array(0..<64))
    // Each sixteen of them are a quarter of the map.
    for start in stride(from: 0, to: 64, by: 16) {
      let part = order[start..<(start + 16)].map { places[$0] }
      #expect(Set(part.map { $0.x > 0.5 }).count == 1 && Set(part.map { $0.y > 0.5 }).count == 1)
    }
  }
}
