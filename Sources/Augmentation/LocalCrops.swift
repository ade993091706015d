/// Local crops of an image beside its two views, which cost little and are compared with both (multi-crop).
///
/// From Caron et al., "Unsupervised Learning of Visual Features by Contrasting Cluster Assignments" (arXiv 2006.09882,
/// section 3.3); that local crops are compared with whole views only, and how large they are, from DINO (arXiv 2104.14294).
public struct LocalCrops: Sendable, Equatable {
  /// How many are made of each image.
  public var count: Int
  /// The side of these square views, in pixels.
  public var imageSize: Int
  /// Their operations.
  public var view: ViewRecipe

  /// The share of the image that a local crop shows in DINO.
  public static let publishedScale: ClosedRange<Double> = 0.05...0.4

  /// `count` views with a side of `imageSize`.
  public init(count: Int, imageSize: Int, view: ViewRecipe) {
    self.count = count
    self.imageSize = imageSize
    self.view = view
  }

  /// The operations of `view` on local crops.
  public static func operations(of view: ViewRecipe) -> ViewRecipe {
    var local = view
    local.crop.scale = publishedScale
    return local
  }

  /// The side of local crops beside views of `imageSize`: as 96 is to 224, in steps of 4 pixels.
  public static func suggestedSize(beside imageSize: Int) -> Int {
    max(4, Int((Double(imageSize) * 96 / 224 / 4).rounded()) * 4)
  }

  /// Throws a `RecipeError` that names the first setting that cannot be used beside views with a side of `wholeSize`.
  func validate(_ key: String, beside wholeSize: Int) throws {
    guard (1...32).contains(count) else {
      throw RecipeError("\(key).count", "\(count) local crops cannot be made; write 1 to 32, or leave localCrops out")
    }
    guard (1...4096).contains(imageSize) else {
      throw RecipeError("\(key).imageSize", "\(imageSize) is no side in pixels; write 1 to 4096")
    }
    guard imageSize <= wholeSize else {
      throw RecipeError(
        "\(key).imageSize",
        "local crops of \(imageSize) pixels are larger than the views of \(wholeSize); give a localCropSize of at most \(wholeSize)"
      )
    }
    try view.validate("\(key).view")
  }
}

extension LocalCrops: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case count, imageSize, view }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(
      count: try values.decode(Int.self, forKey: .count),
      imageSize: try values.decode(Int.self, forKey: .imageSize),
      view: try values.decode(ViewRecipe.self, forKey: .view))
  }
}
