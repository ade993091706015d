/// What a classifier says of one image.
public struct ImagePrediction: Equatable, Sendable, Encodable {
  /// The name of the image.
  public let name: String
  /// The most probable class.
  public let predictedClass: String
  /// Its probability, calibrated, 0 to 1.
  public let probability: Double
  /// The second most probable class.
  public let secondClass: String
  /// Its probability.
  public let secondProbability: Double
  /// How far it is from the images that the classifier knows: about 1 from images that have nothing to do with it.
  public let distance: Double
  /// Whether it is unlike all that the classifier knows, so that its class means little; nil if the classifier cannot tell.
  public let isUnlikeKnown: Bool?
  /// The class that the data says it has; nil without one.
  public let knownClass: String?

  enum CodingKeys: String, CodingKey {
    case name
    case predictedClass = "class"
    case probability, secondClass, secondProbability, distance, isUnlikeKnown, knownClass
  }
}
