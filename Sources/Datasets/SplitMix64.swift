/// The SplitMix64 generator (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct SplitMix64 {
  private var state: UInt64

  /// A stream of its own for each (seed, stream).
  init(seed: UInt64, stream: UInt64) {
    var generator = SplitMix64(state: seed)
    let mixedSeed = generator.next()
    // The second pass separates streams: neighbours in `stream` must not be shifted copies of one sequence.
    generator = SplitMix64(state: mixedSeed ^ (stream &* 0xD1B5_4A32_D192_ED03))
    self.init(state: generator.next())
  }

  private init(state: UInt64) { self.state = state }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in `0..<bound`, without bias (Lemire, "Fast random integer generation in an interval", 2019).
  mutating func next(below bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// Puts `values` into random order (Fisher and Yates).
  mutating func shuffle<Value>(_ values: inout [Value]) {
    values.withUnsafeMutableBufferPointer { buffer in
      var last = buffer.count - 1
      while last > 0 {
        buffer.swapAt(last, Int(next(below: UInt64(last + 1))))
        last -= 1
      }
    }
  }
}
