import Images
import TestSupport

/// The files of `images.py`, or of `image_kinds.py`, and what Pillow makes of them.
struct ImageFiles {
  /// One file.
  struct Case {
    let name: String
    let bytes: [UInt8]
    let rgb: Image
    let grey: Image
  }

  let cases: [Case]

  /// JPEG, PNG, WebP and BMP files, written once by Pillow.
  static let all = Result { try ImageFiles("images.py") }
  /// TIFF, GIF and, if Pillow can write them, AVIF files.
  static let kinds = Result { try ImageFiles("image_kinds.py") }

  private init(_ script: String) throws {
    let arrays = try PythonReference.run(script)
    func image(_ name: String, channels: Int) throws -> Image {
      guard let array = arrays[name], array.shape.count == 3 else { throw ImageError(.damaged, "no \(name)") }
      return Image(
        width: array.shape[1], height: array.shape[0], channels: channels, pixels: array.values.map { UInt8($0) })
    }
    cases = try arrays.keys.sorted().filter { $0.hasSuffix(".file") }.map { key in
      let name = String(key.dropLast(".file".count))
      let bytes = (arrays[key]?.values ?? []).map { UInt8($0) }
      return Case(
        name: name, bytes: bytes, rgb: try image("\(name).rgb", channels: 3),
        grey: try image("\(name).grey", channels: 1))
    }
  }

  /// The file with that name.
  static func named(_ name: String) throws -> Case {
    let isOfKinds = ["tiff", "gif", "avif"].contains { name.hasPrefix($0) }
    guard let found = try (isOfKinds ? kinds : all).get().cases.first(where: { $0.name == name }) else {
      throw ImageError(.damaged, "no case \(name)")
    }
    return found
  }
}

extension Image {
  /// The largest and the mean distance of two images' values; nil when their shapes differ.
  func distance(to other: Image) -> (largest: Int, mean: Double)? {
    guard (width, height, channels) == (other.width, other.height, other.channels) else { return nil }
    let distances = zip(pixels, other.pixels).map { abs(Int($0) - Int($1)) }
    return (distances.max() ?? 0, Double(distances.reduce(0, +)) / Double(distances.count))
  }

  /// A part of the image.
  func part(_ region: PixelRegion) -> Image {
    var values: [UInt8] = []
    for y in region.y..<(region.y + region.height) {
      let start = (y * width + region.x) * channels
      values += pixels[start..<(start + region.width * channels)]
    }
    return Image(width: region.width, height: region.height, channels: channels, pixels: values)
  }
}
