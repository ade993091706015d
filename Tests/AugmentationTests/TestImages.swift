import Augmentation
import Images
import TestSupport

/// Pictures for tests.
enum TestImages {
  /// Smooth areas, hard edges and noise, in all colours.
  static func mixed(width: Int, height: Int, channels: Int, seed: UInt64 = 1) -> Image {
    var generator = ViewGenerator(ViewIdentity(seed: seed, epoch: 0, index: 0, view: 0))
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * channels)
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<channels {
          let ramp = (x * (3 + c) + y * (5 - c)) * 255 / (width * 5 + height * 5)
          let checker = (x / 7 + y / 5 + c) % 2 == 0 ? 60 : 0
          let noise = y % 3 == 0 ? generator.integer(below: 120) : 0
          pixels.append(UInt8(min(ramp + checker + noise, 255)))
        }
      }
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }

  /// The picture as an input of a reference script.
  static func array(_ image: Image) -> ReferenceArray {
    ReferenceArray(shape: [image.height, image.width, image.channels], values: image.pixels.map(Double.init))
  }
}
