/// A normalization as one multiplication and one addition per 8-bit value.
struct ValueNormalization {
  let scale: [Float]
  let bias: [Float]

  /// Prepares a normalization for images of 1 or 3 channels.
  ///
  /// - Throws: `RecipeError` when it is for another number of channels.
  init(_ normalization: Normalization, channels: Int) throws {
    try normalization.validate("normalization")
    guard normalization.mean.count == channels else {
      throw RecipeError(
        "normalization.mean",
        "\(normalization.mean.count) values for images of \(channels) channels; write \(channels)")
    }
    scale = normalization.std.map { Float(1 / (255 * Double($0))) }
    bias = zip(normalization.mean, normalization.std).map { Float(-Double($0) / Double($1)) }
  }
}
