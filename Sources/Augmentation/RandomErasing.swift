import Foundation
import Images

/// The overwriting of a random rectangle of the view.
///
/// From Z. Zhong et al., "Random Erasing Data Augmentation" (arXiv 1708.04896); the law of the rectangle is that of
/// torchvision's `RandomErasing`: up to ten tries of an area uniform in `scale` and a ratio of height to width that is
/// log-uniform in `ratio`, and nothing is erased if none is smaller than the view in both directions.
public struct RandomErasing: Sendable, Equatable {
  /// How often a rectangle is erased.
  public var probability: Double
  /// The smallest and the largest share of the view's area.
  public var scale: ClosedRange<Double>
  /// The smallest and the largest height divided by width.
  public var ratio: ClosedRange<Double>
  /// What the rectangle is overwritten with.
  public var fill: ErasingFill

  /// An erasing of the given ranges; the defaults are torchvision's ranges and the paper's random values.
  public init(
    probability: Double, scale: ClosedRange<Double> = 0.02...0.33, ratio: ClosedRange<Double> = 0.3...3.3,
    fill: ErasingFill = .noise
  ) {
    self.probability = probability
    self.scale = scale
    self.ratio = ratio
    self.fill = fill
  }

  /// Draws a rectangle inside a view of `size`; nil where none fits.
  public func sample(_ size: PixelSize, using generator: inout ViewGenerator) -> ErasingParameters? {
    let area = Double(size.width * size.height)
    let logRatio = log(ratio.lowerBound)...log(ratio.upperBound)
    for _ in 0..<10 {
      let target = area * generator.uniform(in: scale)
      let aspect = exp(generator.uniform(in: logRatio))
      let height = Int((target * aspect).squareRoot().rounded(.toNearestOrEven))
      let width = Int((target / aspect).squareRoot().rounded(.toNearestOrEven))
      guard height < size.height && width < size.width else { continue }
      let y = generator.integer(below: size.height - height + 1)
      let x = generator.integer(below: size.width - width + 1)
      let noiseSeed = generator.next()
      return ErasingParameters(
        region: PixelRegion(x: x, y: y, width: width, height: height), fill: fill, noiseSeed: noiseSeed)
    }
    return nil
  }

  func validate(_ key: String) throws {
    try RecipeError.checkProbability(probability, "\(key).probability")
    guard scale.lowerBound >= 0 && scale.upperBound <= 1 else {
      throw RecipeError("\(key).scale", "\(scale) is no range of area shares; write two numbers from 0 to 1")
    }
    guard ratio.lowerBound > 0 && ratio.upperBound.isFinite else {
      throw RecipeError("\(key).ratio", "\(ratio) is no range of aspect ratios; write two numbers above 0")
    }
    if case .value(let value) = fill, !(0...255).contains(value) {
      throw RecipeError("\(key).fill", "\(value) is no 8-bit value; write 0 to 255, \"noise\" or \"mean\"")
    }
  }
}

extension RandomErasing: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case probability, scale, ratio, fill }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(probability: try values.decode(Double.self, forKey: .probability))
    if let scale = try values.decodeIfPresent(ClosedRange<Double>.self, forKey: .scale) { self.scale = scale }
    if let ratio = try values.decodeIfPresent(ClosedRange<Double>.self, forKey: .ratio) { self.ratio = ratio }
    if let fill = try values.decodeIfPresent(ErasingFill.self, forKey: .fill) { self.fill = fill }
  }
}
