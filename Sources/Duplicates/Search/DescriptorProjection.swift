import Foundation
import Torch

/// What makes descriptors of small pictures: the 63 lowest coefficients of the cosine transform (DCT-II) of luminance but the mean, of
/// unit length, so that neither brightness nor contrast changes them.
///
/// All placements that are tried are linear in the picture, so that one product of matrices gives the descriptors of all.
struct DescriptorProjection {
  /// The number of coefficients along an axis.
  private static let frequencies = 8
  /// The values of a descriptor; the last is 0.
  static let dimension = frequencies * frequencies
  /// Coefficients of a picture with less contrast, in levels of 8 bits, are noise: it has no descriptor.
  private static let leastContrast = 1.0

  /// The coefficients of each placement, `[64 · 64, placements · 64]`.
  private let all: Tensor
  /// Those of the picture as it is, `[64 · 64, 64]`.
  private let upright: Tensor

  /// Makes the matrices.
  ///
  /// - Throws: `TorchError` if libtorch fails.
  init() throws {
    let matrices = Placement.tried.map(Self.matrix)
    let (side, columns) = (SmallPicture.side * SmallPicture.side, Self.dimension)
    var values = [Float](repeating: 0, count: side * columns * matrices.count)
    for (number, matrix) in matrices.enumerated() {
      for cell in 0..<side {
        for column in 0..<columns {
          values[(cell * matrices.count + number) * columns + column] = matrix[cell * columns + column]
        }
      }
    }
    all = try Tensor.from(values, shape: [side, columns * matrices.count])
    upright = try Tensor.from(matrices[0], shape: [side, columns])
  }

  /// The descriptors of pictures as they are, `[B, 64]`.
  func uprightDescriptors(_ luminance: Tensor) throws -> Tensor { try Self.directions(luminance.matmul(upright)) }

  /// The descriptors of pictures in all placements, `[placements · B, 64]`, placement after placement.
  func placedDescriptors(_ luminance: Tensor) throws -> Tensor {
    let (rows, placements) = (luminance.size(0), Placement.tried.count)
    let products = try luminance.matmul(all)
    let result = try Tensor.empty([placements * rows, Self.dimension])
    for number in 0..<placements {
      try result.narrow(start: number * rows, length: rows).copy(
        from: products.narrow(1, start: number * Self.dimension, length: Self.dimension))
    }
    return try Self.directions(result)
  }

  /// Rows of unit length; zeros where there is no contrast.
  private static func directions(_ coefficients: Tensor) throws -> Tensor {
    let lengths = try coefficients.norm([1], keep: true).floats()
    let directions = try coefficients.unitRows()
    for (row, length) in lengths.enumerated() where Double(length) < leastContrast {
      try directions.narrow(start: row, length: 1).fill(0)
    }
    return directions
  }

  /// The coefficients of an oriented window, as a matrix from pictures `[64 · 64, 64]`.
  private static func matrix(_ placement: Placement) -> [Float] {
    let side = SmallPicture.side
    let across = cosines(placement.window.left, placement.window.right)
    let down = cosines(placement.window.top, placement.window.bottom)
    // Where each cell of the picture as it is comes to lie.
    let sources = Placement.oriented(Array(0..<(side * side)), side: side, placement.orientation)
    var result = [Float](repeating: 0, count: side * side * dimension)
    for place in 0..<(side * side) {
      let (y, x) = (place / side, place % side)
      for v in 0..<frequencies {
        for u in 0..<frequencies where u + v > 0 {
          result[sources[place] * dimension + v * frequencies + u - 1] = Float(down[v][y] * across[u][x])
        }
      }
    }
    return result
  }

  /// The cosines over an interval of a side, each value weighted by what of it lies in the interval.
  private static func cosines(_ start: Double, _ end: Double) -> [[Double]] {
    let side = SmallPicture.side
    return (0..<frequencies).map { frequency in
      (0..<side).map { cell in
        let low = min(max(Double(cell) / Double(side), start), end)
        let high = min(max(Double(cell + 1) / Double(side), start), end)
        let place = ((low + high) / 2 - start) / (end - start)
        return (frequency == 0 ? 1 : 2.0.squareRoot()) * cos(.pi * Double(frequency) * place) * (high - low)
          / (end - start)
      }
    }
  }
}
