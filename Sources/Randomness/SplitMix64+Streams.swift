extension SplitMix64 {
  /// The factor that spreads the numbers of streams over all bits.
  private static let spread: UInt64 = 0xD1B5_4A32_D192_ED03

  /// A sequence of its own for each (seed, stream).
  package init(seed: UInt64, stream: UInt64) {
    var generator = SplitMix64(state: seed)
    let mixedSeed = generator.next()
    // The second pass separates streams: neighbours in `stream` must not be shifted copies of one sequence.
    generator = SplitMix64(state: mixedSeed ^ (stream &* Self.spread))
    self.init(state: generator.next())
  }

  /// A sequence of its own for each (seed, step), unrelated to ``init(seed:stream:)`` of the same numbers.
  ///
  /// So what is drawn for step 7 does not follow the order of images of epoch 7.
  package init(seed: UInt64, step: UInt64) {
    self.init(state: Self.mix(Self.mix(seed) ^ (step &* Self.spread)))
  }
}
