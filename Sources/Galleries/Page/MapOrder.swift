/// The rows of a map in an order in which what is near each other on it comes close together.
///
/// A Z-order curve: so a part of the map that a reader looks at needs few sheets of pictures.
enum MapOrder {
  /// The rows in order.
  static func rows(_ places: [SIMD2<Float>]) -> [Int] {
    let codes = places.map { code($0) }
    return places.indices.sorted { (codes[$0], $0) < (codes[$1], $1) }
  }

  /// The bits of both coordinates in turn.
  private static func code(_ place: SIMD2<Float>) -> UInt32 {
    let (x, y) = (steps(place.x), steps(place.y))
    return (0..<16).reduce(0) { code, bit in
      code | (UInt32(x) >> bit & 1) << (2 * bit) | (UInt32(y) >> bit & 1) << (2 * bit + 1)
    }
  }

  /// A coordinate from 0 to 1 in steps of 1/65,535.
  static func steps(_ coordinate: Float) -> UInt16 { UInt16((min(max(coordinate, 0), 1) * 65_535).rounded()) }
}
