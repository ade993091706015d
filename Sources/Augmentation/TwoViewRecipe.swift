import Foundation
import Images

/// The family T of a training run: how the two views of an image are made.
public struct TwoViewRecipe: Sendable, Equatable {
  /// The side of the square views, in pixels.
  public var imageSize: Int
  /// The operations of the first view.
  public var viewA: ViewRecipe
  /// The operations of the second view.
  public var viewB: ViewRecipe
  /// What is done to the values at the end.
  public var normalization: Normalization
  /// Local crops beside the two views; nil for none.
  public var localCrops: LocalCrops?
  /// How the values of images of more than 8 bits become 8, before anything else.
  public var valueRange: ValueRange

  /// A recipe of two views, and of local ones if wanted.
  public init(
    imageSize: Int, viewA: ViewRecipe, viewB: ViewRecipe, normalization: Normalization, localCrops: LocalCrops? = nil,
    valueRange: ValueRange = .full
  ) {
    self.imageSize = imageSize
    self.viewA = viewA
    self.viewB = viewB
    self.normalization = normalization
    self.localCrops = localCrops
    self.valueRange = valueRange
  }

  /// The number of views of an image: A, B and the local ones.
  public var viewCount: Int { 2 + (localCrops?.count ?? 0) }

  /// The operations of a view: 0 is A, 1 is B, and local ones follow.
  public func view(_ number: Int) -> ViewRecipe {
    precondition((0..<viewCount).contains(number), "the recipe has this view")
    return number == 0 ? viewA : number == 1 ? viewB : localCrops?.view ?? viewB
  }

  /// The side of a view in pixels, numbered as in ``view(_:)``.
  public func imageSize(ofView number: Int) -> Int { number < 2 ? imageSize : localCrops?.imageSize ?? imageSize }

  /// The recipe of the authors of Barlow Twins for ImageNet (arXiv 2103.03230, section 2.2, and their code).
  public static func official(imageSize: Int = 224) -> TwoViewRecipe {
    func view(blur: Double, solarize: Double) -> ViewRecipe {
      ViewRecipe(
        crop: RandomResizedCrop(scale: 0.08...1), flipProbability: 0.5,
        colorJitter: ColorJitter(probability: 0.8, brightness: 0.4, contrast: 0.4, saturation: 0.2, hue: 0.1),
        grayscaleProbability: 0.2, blur: GaussianBlur(probability: blur),
        solarize: Solarize(probability: solarize))
    }
    return TwoViewRecipe(
      imageSize: imageSize, viewA: view(blur: 1, solarize: 0), viewB: view(blur: 0.1, solarize: 0.2),
      normalization: .imageNet)
  }

  /// Reads a recipe from JSON and validates it.
  ///
  /// - Throws: `RecipeError` that names the setting, in one line.
  public init(json: Data) throws {
    do {
      self = try JSONDecoder().decode(TwoViewRecipe.self, from: json)
    } catch let error as DecodingError {
      throw RecipeError(error)
    }
    try validate()
  }

  /// Throws a `RecipeError` that names the first setting that cannot be used.
  public func validate() throws {
    guard (1...4096).contains(imageSize) else {
      throw RecipeError("imageSize", "\(imageSize) is no side in pixels; write 1 to 4096")
    }
    try viewA.validate("viewA")
    try viewB.validate("viewB")
    try normalization.validate("normalization")
    try localCrops?.validate("localCrops", beside: imageSize)
  }
}

extension TwoViewRecipe: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case imageSize, viewA, viewB, normalization, localCrops, valueRange
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(
      imageSize: try values.decode(Int.self, forKey: .imageSize),
      viewA: try values.decode(ViewRecipe.self, forKey: .viewA),
      viewB: try values.decode(ViewRecipe.self, forKey: .viewB),
      normalization: try values.decode(Normalization.self, forKey: .normalization),
      localCrops: try values.decodeIfPresent(LocalCrops.self, forKey: .localCrops),
      valueRange: try values.decodeIfPresent(ValueRange.self, forKey: .valueRange) ?? .full)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(imageSize, forKey: .imageSize)
    try values.encode(viewA, forKey: .viewA)
    try values.encode(viewB, forKey: .viewB)
    try values.encode(normalization, forKey: .normalization)
    try values.encodeIfPresent(localCrops, forKey: .localCrops)
    if valueRange != .full { try values.encode(valueRange, forKey: .valueRange) }
  }
}

extension RecipeError {
  /// Says in one line what `JSONDecoder` found wrong.
  package init(_ error: DecodingError) {
    func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
      (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context): self.init(path(context, key), "missing; add it")
    case .typeMismatch(_, let context), .valueNotFound(_, let context): self.init(path(context), "has the wrong type")
    case .dataCorrupted(let context):
      self.init(path(context), context.codingPath.isEmpty ? "the recipe is no JSON object" : "not an accepted value")
    @unknown default: self.init("", "the recipe cannot be read")
    }
  }
}
