/// A number of an objective that a user may set, and how it is chosen where nobody did.
public struct ObjectiveParameter: Sendable {
  /// What is known when a number is chosen.
  public struct Context: Sendable {
    /// The embedding dimension D.
    public let dimension: Int
    /// The side of views in pixels.
    public let imageSize: Int

    public init(dimension: Int, imageSize: Int) {
      self.dimension = dimension
      self.imageSize = imageSize
    }

    /// Whether values for ImageNet suit better than those for CIFAR-10.
    var isLarge: Bool { imageSize >= 96 }
  }

  /// The key of a configuration.
  public let name: String
  /// The values that it takes.
  public let range: ClosedRange<Double>
  /// What it weighs or scales: a recipe's number serves another objective too if that has a parameter of this meaning.
  public let meaning: String
  /// The number that suits, and why.
  public let suggestion: @Sendable (Context) -> (value: Double, reason: String)

  public init(
    _ name: String, in range: ClosedRange<Double>, meaning: String,
    suggestion: @escaping @Sendable (Context) -> (value: Double, reason: String)
  ) {
    self.name = name
    self.range = range
    self.meaning = meaning
    self.suggestion = suggestion
  }

  /// λ of the Barlow Twins loss.
  static let redundancyWeight = ObjectiveParameter(
    "lambda", in: 0...1e6, meaning: "the weight of the redundancy-reduction term"
  ) { _ in (BarlowTwinsObjective.publishedLambda, "the authors' value") }

  /// A number of which the authors of a method use one value for ImageNet and another one for CIFAR-10.
  static func bySize(_ name: String, in range: ClosedRange<Double>, meaning: String, large: Double, small: Double)
    -> ObjectiveParameter
  {
    ObjectiveParameter(name, in: range, meaning: meaning) { context in
      (
        context.isLarge ? large : small, "what its authors use for \(context.isLarge ? "ImageNet" : "CIFAR-10")"
      )
    }
  }
}
