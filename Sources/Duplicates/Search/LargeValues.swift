/// Finds the few large ones of many values.
enum LargeValues {
  /// Calls `body` with the place and the value of each that is above a bound.
  static func forEach(
    above bound: Float, in values: UnsafeBufferPointer<Float>, _ body: (_ place: Int, _ value: Float) -> Void
  ) {
    let bytes = UnsafeRawBufferPointer(values)
    let step = 64
    var start = 0
    while start + step <= values.count {
      func load(_ part: Int) -> SIMD16<Float> {
        bytes.loadUnaligned(fromByteOffset: 4 * (start + 16 * part), as: SIMD16<Float>.self)
      }
      let a = pointwiseMax(load(0), load(1))
      let b = pointwiseMax(load(2), load(3))
      if any(pointwiseMax(a, b) .> SIMD16(repeating: bound)) {
        for place in start..<(start + step) where values[place] > bound { body(place, values[place]) }
      }
      start += step
    }
    for place in start..<values.count where values[place] > bound { body(place, values[place]) }
  }
}
