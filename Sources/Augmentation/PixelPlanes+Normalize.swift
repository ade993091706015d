import CImageKernels

extension PixelPlanes {
  /// Writes (value / 255 − mean) / std, channels last, into memory for height · width · channels values of `element`.
  func write(_ normalization: ValueNormalization, as element: ViewElement, into target: UnsafeMutableRawBufferPointer) {
    let values = count * channels
    precondition(target.count == values * element.byteCount, "the target has height · width · channels values")
    guard let start = target.baseAddress else { return }
    let (scale, bias) = (normalization.scale, normalization.bias)
    switch element {
    case .float32:
      let floats = start.bindMemory(to: Float.self, capacity: values)
      if channels == 1 {
        cik_normalize_1(plane(0), count, scale[0], bias[0], floats)
      } else {
        cik_normalize_3(plane(0), plane(1), plane(2), count, scale, bias, floats)
      }
    case .bfloat16:
      let halves = start.bindMemory(to: UInt16.self, capacity: values)
      if channels == 1 {
        cik_normalize_1_bfloat16(plane(0), count, scale[0], bias[0], halves)
      } else {
        cik_normalize_3_bfloat16(plane(0), plane(1), plane(2), count, scale, bias, halves)
      }
    }
  }
}
