import Dispatch
import Synchronization

/// Compares pictures of a table cell by cell.
struct PictureComparison: Sendable {
  private let pictures: PictureTable
  private let sizes: @Sendable (Int) -> Int

  /// The most cells along a side that are compared: half of what pictures have, so that parts of them can be shifted finely.
  private static let mostCells = 32
  private static let fewestCells = 8
  /// Details of pictures that are no copies of each other agree less, before anything is refined.
  private static let leastAtFirst: Float = 0.15
  private static let steps = [0.03, 0.015, 0.0075]
  /// Less of a picture is not looked for.
  private static let smallestWindow = 0.6
  private static let blurRadius = 2
  /// What differs by less, in levels of 8 bits, nobody sees.
  private static let visibleColor: Float = 5
  private static let visibleContrast: Float = 0.15

  /// Comparisons in a table; `sizes` tells the shorter side of an image in pixels, beyond which there is no detail.
  init(_ pictures: PictureTable, sizes: @escaping @Sendable (Int) -> Int) {
    self.pictures = pictures
    self.sizes = sizes
  }

  /// The best agreement near a candidate's placement; nil if there is none from the start.
  func agreement(_ candidate: Candidate) -> Agreement? {
    let cells = min(Self.mostCells, max(Self.fewestCells, min(sizes(candidate.first), sizes(candidate.second))))
    let side = SmallPicture.side
    let first = Placement.oriented(pictures.luminance(candidate.first), side: side, candidate.placement.orientation)
    let target = AreaAverage.resample(pictures.luminance(candidate.second), side: side, .whole, to: cells)
    let details = Self.details(target, cells)
    func score(_ window: Placement.Window) -> Float {
      let part = AreaAverage.resample(first, side: side, window, to: cells)
      return Self.correlation(Self.details(part, cells), details)
    }
    var window = candidate.placement.window
    var best = score(window)
    guard best > Self.leastAtFirst else { return nil }
    for step in Self.steps {
      var hasMoved = true
      while hasMoved {
        hasMoved = false
        for edge in [\Placement.Window.left, \.top, \.right, \.bottom] {
          for move in [-step, step] {
            var next = window
            next[keyPath: edge] += move
            guard next.left >= 0, next.top >= 0, next.right <= 1, next.bottom <= 1,
              next.width >= Self.smallestWindow, next.height >= Self.smallestWindow
            else { continue }
            let value = score(next)
            guard value > best + 1e-4 else { continue }
            (best, window, hasMoved) = (value, next, true)
          }
        }
      }
    }
    let placement = Placement(orientation: candidate.placement.orientation, window: window)
    let part = AreaAverage.resample(first, side: side, window, to: cells)
    return Agreement(
      placement: placement, details: best,
      isRecolored: hasOtherContrast(part, target) || hasOtherColors(candidate, placement))
  }

  /// The agreements of several candidates, computed on all processors.
  func agreements(_ candidates: ArraySlice<Candidate>) -> [Agreement?] {
    let found = Mutex([Agreement?](repeating: nil, count: candidates.count))
    DispatchQueue.concurrentPerform(iterations: candidates.count) { place in
      let agreement = agreement(candidates[candidates.startIndex + place])
      found.withLock { $0[place] = agreement }
    }
    return found.withLock { $0 }
  }

  private func hasOtherContrast(_ a: [Float], _ b: [Float]) -> Bool {
    func moments(_ values: [Float]) -> (mean: Float, deviation: Float) {
      let mean = values.reduce(0, +) / Float(values.count)
      return (mean, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)).squareRoot())
    }
    let (one, other) = (moments(a), moments(b))
    return abs(one.mean - other.mean) > Self.visibleColor
      || abs(one.deviation - other.deviation) > Self.visibleContrast * max(one.deviation, other.deviation) + 1
  }

  private func hasOtherColors(_ candidate: Candidate, _ placement: Placement) -> Bool {
    let (side, cells) = (SmallPicture.colorSide, 4)
    let difference =
      zip(pictures.colors(candidate.first), pictures.colors(candidate.second)).map { a, b -> Float in
        let placed = Placement.oriented(a, side: side, placement.orientation)
        let one = AreaAverage.resample(placed, side: side, placement.window, to: cells)
        let other = AreaAverage.resample(b, side: side, .whole, to: cells)
        return zip(one, other).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(one.count)
      }.max() ?? 0
    return difference > Self.visibleColor
  }

  /// A square of values less their means over the cells around, at the border over those there are.
  private static func details(_ values: [Float], _ side: Int) -> [Float] {
    func cells(_ place: Int) -> ClosedRange<Int> { max(0, place - blurRadius)...min(side - 1, place + blurRadius) }
    return values.withUnsafeBufferPointer { values in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: side) { line in
        [Float](unsafeUninitializedCapacity: values.count) { result, count in
          for y in 0..<side {
            let rows = cells(y)
            line.update(repeating: 0)
            for row in rows {
              for x in 0..<side { line[x] += values[row * side + x] }
            }
            for x in 0..<side {
              let columns = cells(x)
              var sum: Float = 0
              for place in columns { sum += line[place] }
              result[y * side + x] = values[y * side + x] - sum / Float(columns.count * rows.count)
            }
          }
          count = values.count
        }
      }
    }
  }

  /// The correlation of two squares; what has less than a level of contrast agrees with nothing.
  private static func correlation(_ a: [Float], _ b: [Float]) -> Float {
    var (sumA, sumB, ab, aa, bb) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        for start in stride(from: 0, to: a.count, by: 8) {
          // What is beyond the end counts as 0, which adds to no sum.
          let width = min(8, a.count - start)
          var (x, y) = (SIMD8<Float>(), SIMD8<Float>())
          for lane in 0..<width { (x[lane], y[lane]) = (a[start + lane], b[start + lane]) }
          sumA += x
          sumB += y
          ab += x * y
          aa += x * x
          bb += y * y
        }
      }
    }
    let count = Float(a.count)
    let (totalA, totalB) = (sumA.sum(), sumB.sum())
    let (varianceA, varianceB) = (aa.sum() - totalA * totalA / count, bb.sum() - totalB * totalB / count)
    return (ab.sum() - totalA * totalB / count)
      / ((max(varianceA, 0) + count) * (max(varianceB, 0) + count)).squareRoot()
  }
}
