extension SplitMix64 {
  /// A number uniform in [0, 1).
  @inlinable package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in `0..<bound`, without bias (Lemire, "Fast random integer generation in an interval", 2019).
  @inlinable package mutating func next(below bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// Puts `values` into random order (Fisher and Yates), here because the standard library's order may change.
  @inlinable package mutating func shuffle<Value>(_ values: inout [Value]) {
    values.withUnsafeMutableBufferPointer { buffer in
      var last = buffer.count - 1
      while last > 0 {
        buffer.swapAt(last, Int(next(below: UInt64(last + 1))))
        last -= 1
      }
    }
  }

  /// The numbers 0..<`count` in random order.
  package mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }
}
