import CImageKernels

extension PixelPlanes {
  /// Writes (value / 255 − mean) / std, channels last.
  func write(_ normalization: ValueNormalization, into target: UnsafeMutableBufferPointer<Float>) {
    precondition(target.count == count * channels, "the target has height · width · channels values")
    guard let start = target.baseAddress else { return }
    let (scale, bias) = (normalization.scale, normalization.bias)
    if channels == 1 {
      cik_normalize_1(plane(0), count, scale[0], bias[0], start)
    } else {
      cik_normalize_3(plane(0), plane(1), plane(2), count, scale, bias, start)
    }
  }
}
