import Augmentation
import Images
import TestSupport
import Testing

/// Whole views: determinism, statistics, the ways in.
@Suite struct ViewRendererTests {
  private func views(
    _ renderer: ViewRenderer, _ source: ImageSource, seed: UInt64 = 1, epoch: Int = 0, index: Int = 0
  ) throws -> [[Float]] {
    var a = [Float](repeating: .nan, count: renderer.valuesPerView)
    var b = a
    try a.withUnsafeMutableBufferPointer { a in
      try b.withUnsafeMutableBufferPointer { b in
        try renderer.render(source, seed: seed, epoch: epoch, index: index, into: a, b)
      }
    }
    return [a, b]
  }

  @Test func viewsDependOnTheirIdentityAlone() throws {
    let images = (0..<6).map { TestImages.mixed(width: 40 + 9 * $0, height: 50, channels: 3, seed: UInt64($0)) }
    let recipe = TwoViewRecipe.official(imageSize: 32)
    let one = try ViewRenderer(recipe: recipe, channels: 3)
    let expected = try images.indices.map { try views(one, .decoded(images[$0]), index: $0) }
    // Other renderers that have seen other images in another order.
    let other = try ViewRenderer(recipe: recipe, channels: 3)
    for i in images.indices.reversed() { #expect(try views(other, .decoded(images[i]), index: i) == expected[i]) }
    let again = try views(other, .decoded(images[2]), index: 2)
    #expect(again == expected[2])
    #expect(again[0] != again[1])
    #expect(try views(other, .decoded(images[2]), seed: 2, index: 2) != again)
    #expect(try views(other, .decoded(images[2]), epoch: 1, index: 2) != again)
    #expect(try views(other, .decoded(images[2]), index: 3) != again)
  }

  @Test func encodedAndDecodedImagesGiveTheSameViews() throws {
    let image = TestImages.mixed(width: 61, height: 47, channels: 3)
    let renderer = try ViewRenderer(recipe: .official(imageSize: 24), channels: 3)
    for index in 0..<10 {
      let decoded = try views(renderer, .decoded(image), index: index)
      #expect(try views(renderer, .encoded(encodePNG(image)), index: index) == decoded)
    }
  }

  /// A JPEG file is decoded in part, and shrunk where the crop shrinks it anyway; the view must not show that.
  @Test func partsOfPhotographsGiveTheViewsOfTheWhole() throws {
    let files = try PythonReference.run("images.py")
    for name in ["large-jpeg-444", "large-jpeg-420", "large-jpeg-orientation-7"] {
      let bytes = (files["\(name).file"]?.values ?? []).map { UInt8($0) }
      let whole = try ImageDecoder().decode(bytes, channels: 3)
      for (imageSize, largest, mean) in [(224, 0.0, 0.0), (60, 6, 0.5), (30, 12, 0.8)] {
        let renderer = try ViewRenderer(recipe: .official(imageSize: imageSize), channels: 3)
        for crop in [
          PixelRegion(x: 0, y: 0, width: whole.width, height: whole.height),
          PixelRegion(x: 31, y: 17, width: 263, height: 301), PixelRegion(x: 7, y: 9, width: 300, height: 240),
        ] {
          let parameters = ViewParameters(crop: crop, isFlipped: crop.x == 7)
          let expected = try renderer.preview(.decoded(whole), parameters)
          let found = try renderer.preview(.encoded(bytes), parameters)
          let result = Comparison(found.pixels, expected.pixels.map(Double.init)[...])
          #expect(result.largest <= largest && result.mean <= mean, "\(name) \(crop) to \(imageSize): \(result)")
        }
      }
    }
  }

  @Test func greyImagesBecomeThreeEqualChannels() throws {
    let image = TestImages.mixed(width: 40, height: 40, channels: 1)
    let renderer = try ViewRenderer(recipe: .official(imageSize: 32), channels: 3)
    for view in try renderer.preview(.decoded(image), seed: 3, epoch: 0, index: 0) {
      #expect(view.image.channels == 3)
      for i in stride(from: 0, to: view.image.pixels.count, by: 3) {
        #expect(view.image.pixels[i] == view.image.pixels[i + 1] && view.image.pixels[i] == view.image.pixels[i + 2])
      }
    }
  }

  @Test func colouredImagesBecomeLuminance() throws {
    let image = TestImages.mixed(width: 40, height: 30, channels: 3)
    let grey = try ImageDecoder().decode(encodePNG(image), channels: 1)
    var recipe = TwoViewRecipe.official(imageSize: 32)
    recipe.normalization = .fashionMNIST
    let renderer = try ViewRenderer(recipe: recipe, channels: 1)
    for index in 0..<8 {
      #expect(try views(renderer, .decoded(image), index: index) == views(renderer, .decoded(grey), index: index))
    }
  }

  @Test func operationsHappenAsOftenAsTheRecipeSays() {
    let recipe = TwoViewRecipe.official()
    let count = 4000
    for (number, view) in [recipe.viewA, recipe.viewB].enumerated() {
      let draws = (0..<count).map {
        ViewParameters(
          view, size: PixelSize(width: 500, height: 375), imageSize: 224,
          identity: ViewIdentity(seed: 5, epoch: 0, index: $0, view: number))
      }
      func share(_ happens: (ViewParameters) -> Bool) -> Double { Double(draws.count(where: happens)) / Double(count) }
      #expect(abs(share { $0.isFlipped } - 0.5) < 0.03)
      #expect(abs(share { $0.jitter != nil } - 0.8) < 0.03)
      #expect(abs(share { $0.isGrayscale } - 0.2) < 0.03)
      #expect(abs(share { $0.blurSigma != nil } - (number == 0 ? 1 : 0.1)) < 0.03)
      #expect(abs(share { $0.solarizeThreshold == 128 } - (number == 0 ? 0 : 0.2)) < 0.03)
      let jitters = draws.compactMap(\.jitter)
      func range(_ value: (ColorJitterParameters) -> Double?) -> ClosedRange<Double> {
        let values = jitters.compactMap(value)
        return (values.min() ?? 0)...(values.max() ?? 0)
      }
      for (found, wanted) in [
        (range(\.brightness), 0.6...1.4), (range(\.contrast), 0.6...1.4), (range(\.saturation), 0.8...1.2),
        (range(\.hue), -0.1...0.1),
      ] {
        #expect(wanted.contains(found.lowerBound) && wanted.contains(found.upperBound))
        #expect(found.upperBound - found.lowerBound > 0.98 * (wanted.upperBound - wanted.lowerBound))
      }
      let orders = Dictionary(grouping: jitters, by: \.orderIndex).mapValues(\.count)
      #expect(orders.count == 24 && orders.values.allSatisfy { abs($0 - jitters.count / 24) < 60 })
    }
  }

  @Test func damagedImagesAreReported() throws {
    let renderer = try ViewRenderer(recipe: .official(imageSize: 32), channels: 3)
    let bytes = try encodePNG(TestImages.mixed(width: 50, height: 50, channels: 3))
    #expect(throws: ImageError(.unsupportedFormat, "not a JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC or AVIF file")) {
      try renderer.preview(.encoded(Array("hello".utf8)), seed: 0, epoch: 0, index: 0)
    }
    #expect(throws: ImageError.self) {
      try renderer.preview(.encoded(Array(bytes.dropLast(200))), seed: 0, epoch: 0, index: 0)
    }
  }

  @Test func recipesMustFitTheChannels() {
    #expect(throws: RecipeError.self) { try ViewRenderer(recipe: .official(), channels: 1) }
    #expect(throws: RecipeError.self) {
      try EvaluationRenderer(imageSize: 32, normalization: .fashionMNIST, channels: 3)
    }
    #expect(throws: RecipeError.self) {
      try EvaluationRenderer(imageSize: 224, resizeTo: 200, normalization: .imageNet, channels: 3)
    }
  }
}
