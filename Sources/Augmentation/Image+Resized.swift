import Images

extension Image {
  /// The image at another size, with antialiasing, as Pillow's `Image.resize`.
  public func resized(to size: PixelSize, interpolation: Interpolation = .bicubic) -> Image {
    precondition(size.width > 0 && size.height > 0, "an image has at least one pixel")
    let planes = PixelPlanes()
    pixels.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return }
      let whole = PixelSize(width: width, height: height)
      Resampler().resample(
        DecodedRegion(
          pixels: start, bytesPerRow: width * channels, channels: channels, width: width, height: height),
        crop: PixelRegion(whole: whole), to: size, window: PixelRegion(whole: size), interpolation, isFlipped: false,
        into: planes)
    }
    return planes.image
  }
}
