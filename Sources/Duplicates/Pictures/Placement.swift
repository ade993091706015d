/// How one picture lies in another: turned or mirrored, and which part of it.
struct Placement: Equatable, Sendable {
  /// A part of a picture, in shares of its sides from the upper left corner.
  struct Window: Equatable, Sendable {
    var left = 0.0
    var top = 0.0
    var right = 1.0
    var bottom = 1.0

    static let whole = Window()

    var width: Double { right - left }
    var height: Double { bottom - top }

    /// Whether more than a rounding is cut off.
    var isCrop: Bool { min(width, height) < 0.975 }
  }

  /// One of the eight orientations: bit 2 swaps rows and columns, then bit 1 reverses the rows, then bit 0 the columns.
  var orientation = 0
  /// The part of the oriented picture.
  var window = Window.whole

  /// Whether it is mirrored, which no turn undoes.
  var isMirrored: Bool { orientation.nonzeroBitCount % 2 == 1 }

  /// A square of values in another orientation.
  static func oriented<Value>(_ values: [Value], side: Int, _ orientation: Int) -> [Value] {
    guard orientation != 0 else { return values }
    return (0..<(side * side)).map { place in
      var (y, x) = (place / side, place % side)
      if orientation & 1 != 0 { x = side - 1 - x }
      if orientation & 2 != 0 { y = side - 1 - y }
      return orientation & 4 != 0 ? values[x * side + y] : values[y * side + x]
    }
  }

  /// Where copies are looked for.
  ///
  /// They are the picture as it is, nine tenths of its sides at nine places, and the whole in its seven other orientations. Those that follow ``uprightCount`` need be tried for one image of a pair only.
  static let tried: [Placement] = {
    let starts = [0, 0.05, 0.1]
    let windows = starts.flatMap { top in
      starts.map { Placement(window: Window(left: $0, top: top, right: $0 + 0.9, bottom: top + 0.9)) }
    }
    return [Placement()] + windows + (1..<8).map { Placement(orientation: $0) }
  }()

  /// How many of ``tried`` are upright.
  static let uprightCount = 10
}
