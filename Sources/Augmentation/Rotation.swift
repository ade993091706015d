/// A turn by a random angle about the centre of the view, as torchvision's `RandomRotation` on Pillow's images.
///
/// The view keeps its size: its corners leave it, and what comes in from outside has the value `fill`.
public struct Rotation: Sendable, Equatable {
  /// How often the view is turned.
  public var probability: Double
  /// The angle is uniform in ± this, in degrees; at most 180.
  public var degrees: Double
  /// The filter, without antialiasing, since nothing shrinks.
  public var interpolation: Interpolation
  /// The 8-bit value outside the picture, in all channels.
  public var fill: Int

  /// A turn by up to `degrees` in either direction.
  public init(probability: Double, degrees: Double, interpolation: Interpolation = .bilinear, fill: Int = 0) {
    self.probability = probability
    self.degrees = degrees
    self.interpolation = interpolation
    self.fill = fill
  }

  /// Draws an angle.
  func sample(using generator: inout ViewGenerator) -> RotationParameters {
    RotationParameters(
      degrees: generator.uniform(in: -degrees...degrees), interpolation: interpolation, fill: fill)
  }

  func validate(_ key: String) throws {
    try RecipeError.checkProbability(probability, "\(key).probability")
    guard (0...180).contains(degrees) else {
      throw RecipeError("\(key).degrees", "\(degrees) is no largest angle; write 0 to 180 degrees")
    }
    guard (0...255).contains(fill) else {
      throw RecipeError("\(key).fill", "\(fill) is no 8-bit value; write 0 to 255")
    }
  }
}

extension Rotation: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case probability, degrees, interpolation, fill }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(
      probability: try values.decode(Double.self, forKey: .probability),
      degrees: try values.decode(Double.self, forKey: .degrees))
    if let filter = try values.decodeIfPresent(Interpolation.self, forKey: .interpolation) { interpolation = filter }
    if let fill = try values.decodeIfPresent(Int.self, forKey: .fill) { self.fill = fill }
  }
}
