import CImageKernels

extension PixelPlanes {
  /// Multiplies all values, as `ImageEnhance.Brightness`: 0 is black, 1 the original.
  public func adjustBrightness(_ factor: Double) {
    cik_blend_constant(plane(0), count * channels, 0, Float(factor))
  }

  /// Moves all values from or towards the mean luminance, as `ImageEnhance.Contrast`: 0 is plain grey, 1 the original.
  public func adjustContrast(_ factor: Double) {
    let sum =
      channels == 1 ? cik_sum(plane(0), count) : cik_luminance_sum(plane(0), plane(1), plane(2), count)
    let mean = (Double(sum) / Double(count) + 0.5).rounded(.down)
    cik_blend_constant(plane(0), count * channels, Float(mean), Float(factor))
  }

  /// Moves each pixel from or towards its luminance, as `ImageEnhance.Color`: 0 is grey, 1 the original.
  ///
  /// Grey images have no saturation and stay as they are.
  public func adjustSaturation(_ factor: Double) {
    guard channels == 3 else { return }
    cik_blend_luminance(plane(0), plane(1), plane(2), count, Float(factor))
  }

  /// Turns the colour circle by a share between −0.5 and 0.5, in Pillow's 8-bit HSV, as torchvision's `adjust_hue`.
  ///
  /// Grey images have no hue and stay as they are. Others lose a little precision even for a shift of 0.
  public func adjustHue(_ shift: Double) {
    guard channels == 3 else { return }
    let steps = UInt8(truncatingIfNeeded: Int(shift * 255))
    cik_shift_hue(plane(0), plane(1), plane(2), count, steps)
  }

  /// Applies a draw of a colour jitter.
  public func apply(_ jitter: ColorJitterParameters) {
    for operation in jitter.order {
      switch operation {
      case .brightness: if let factor = jitter.brightness { adjustBrightness(factor) }
      case .contrast: if let factor = jitter.contrast { adjustContrast(factor) }
      case .saturation: if let factor = jitter.saturation { adjustSaturation(factor) }
      case .hue: if let shift = jitter.hue { adjustHue(shift) }
      }
    }
  }

  /// Sets all three channels to the luminance (ITU-R 601); grey images stay as they are.
  public func convertToGrayscale() {
    guard channels == 3 else { return }
    let grey = scratch.reserve(count)
    cik_luminance(plane(0), plane(1), plane(2), count, grey)
    for c in 0..<3 { plane(c).update(from: grey, count: count) }
  }

  /// Inverts the values from `threshold` on, as `ImageOps.solarize`.
  public func solarize(threshold: Int) {
    precondition((0...255).contains(threshold), "a threshold is an 8-bit value")
    cik_solarize(plane(0), count * channels, UInt8(threshold))
  }

  /// Applies the one of grayscale, solarization and blur that was drawn.
  public func apply(_ choice: ThreeAugmentChoice) {
    switch choice {
    case .grayscale: convertToGrayscale()
    case .solarize(let threshold): solarize(threshold: threshold)
    case .blur(let sigma): blur(sigma: sigma)
    }
  }
}
