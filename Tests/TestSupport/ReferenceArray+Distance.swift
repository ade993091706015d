extension ReferenceArray {
  /// ‖self − expected‖ / ‖expected‖ over all elements; the plain distance if `expected` is zero, infinite if shapes differ
  /// or a value is not a number.
  public func relativeError(to expected: ReferenceArray) -> Double {
    guard shape == expected.shape else { return .infinity }
    var difference = 0.0
    var size = 0.0
    for (value, reference) in zip(values, expected.values) {
      difference += (value - reference) * (value - reference)
      size += reference * reference
    }
    let error = (size > 0 ? difference / size : difference).squareRoot()
    return error.isNaN ? .infinity : error
  }

  /// The largest difference from other values, which are as many.
  public func distance(to other: [Double]) -> Double {
    guard values.count == other.count else { return .infinity }
    return zip(values, other).map { abs($0 - $1) }.max() ?? 0
  }
}
