import Foundation
import Images

/// A rectangle of random area, shape and place, resized to the recipe's square.
///
/// The law is torchvision's: up to ten tries of an area uniform in `scale` and an aspect ratio log-uniform in `ratio`;
/// if none fits, the largest central rectangle whose ratio is within `ratio`.
public struct RandomResizedCrop: Sendable, Equatable {
  /// The smallest and the largest share of the image's area.
  public var scale: ClosedRange<Double>
  /// The smallest and the largest width divided by height.
  public var ratio: ClosedRange<Double>
  /// The filter of the resizing.
  public var interpolation: Interpolation

  /// A crop of the given ranges.
  public init(
    scale: ClosedRange<Double>, ratio: ClosedRange<Double> = (3.0 / 4.0)...(4.0 / 3.0),
    interpolation: Interpolation = .bicubic
  ) {
    self.scale = scale
    self.ratio = ratio
    self.interpolation = interpolation
  }

  /// Draws a rectangle inside an image of `size`.
  public func sample(_ size: PixelSize, using generator: inout ViewGenerator) -> PixelRegion {
    let area = Double(size.width * size.height)
    let logRatio = log(ratio.lowerBound)...log(ratio.upperBound)
    for _ in 0..<10 {
      let target = area * generator.uniform(in: scale)
      let aspect = exp(generator.uniform(in: logRatio))
      let width = Int((target * aspect).squareRoot().rounded(.toNearestOrEven))
      let height = Int((target / aspect).squareRoot().rounded(.toNearestOrEven))
      if width > 0 && width <= size.width && height > 0 && height <= size.height {
        let y = generator.integer(below: size.height - height + 1)
        let x = generator.integer(below: size.width - width + 1)
        return PixelRegion(x: x, y: y, width: width, height: height)
      }
    }
    return fallback(size)
  }

  private func fallback(_ size: PixelSize) -> PixelRegion {
    let shape = Double(size.width) / Double(size.height)
    var width = size.width
    var height = size.height
    if shape < ratio.lowerBound {
      height = Int((Double(width) / ratio.lowerBound).rounded(.toNearestOrEven))
    } else if shape > ratio.upperBound {
      width = Int((Double(height) * ratio.upperBound).rounded(.toNearestOrEven))
    }
    width = min(max(width, 1), size.width)
    height = min(max(height, 1), size.height)
    return PixelRegion(x: (size.width - width) / 2, y: (size.height - height) / 2, width: width, height: height)
  }

  func validate(_ key: String) throws {
    guard scale.lowerBound > 0 && scale.upperBound <= 1 else {
      throw RecipeError("\(key).scale", "\(scale) is no range of area shares; write two numbers above 0, up to 1")
    }
    guard ratio.lowerBound > 0 && ratio.upperBound.isFinite else {
      throw RecipeError("\(key).ratio", "\(ratio) is no range of aspect ratios; write two numbers above 0")
    }
  }
}

extension RandomResizedCrop: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case scale, ratio, interpolation }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(scale: try values.decode(ClosedRange<Double>.self, forKey: .scale))
    if let ratio = try values.decodeIfPresent(ClosedRange<Double>.self, forKey: .ratio) { self.ratio = ratio }
    if let filter = try values.decodeIfPresent(Interpolation.self, forKey: .interpolation) { interpolation = filter }
  }
}
