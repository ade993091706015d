import Images

/// Parts of an image that try a decoder's edges.
enum TestRegions {
  static func of(_ image: Image) -> [PixelRegion] {
    let (width, height) = (image.width, image.height)
    return [
      PixelRegion(x: 0, y: 0, width: width, height: height),
      PixelRegion(x: width / 3, y: height / 4, width: width / 2, height: height / 2),
      PixelRegion(x: width - 25, y: height - 26, width: 25, height: 26),
      PixelRegion(x: 17, y: 0, width: 27, height: 33),
      PixelRegion(x: 0, y: 19, width: width, height: 23),
      PixelRegion(x: 15, y: 16, width: 33, height: 24),
    ]
  }
}
