import Augmentation
import Images
import TestSupport
import Testing

@testable import Datasets

/// Images of more than 8 bits: what is said of them, and that all who read them map them in the same way.
@Suite struct DeepImageTests {
  private let folder: TemporaryFolder
  private let range = ValueRange(low: 200, high: 2240)

  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<6 {
      // What they are is told by their contents.
      try folder.write(
        TIFFFixture.ramp(low: 200 + number, high: 2235 + number, pages: number == 3 ? 2 : 1), to: "\(number).png")
    }
    try folder.write(TIFFFixture.ramp(low: 200, high: 2240), to: "6.png")
  }

  private func dataset(memoryLimitBytes: Int = 1 << 30) throws -> any ImageDataset {
    try DatasetDescription.folder(folder.path).open(split: .train, memoryLimitBytes: memoryLimitBytes)
  }

  @Test func whatIsThereIsSaid() throws {
    for limit in [0, 1 << 30] {
      let images = try dataset(memoryLimitBytes: limit)
      let survey = try ImageSurvey(of: images)
      #expect(survey.lookedAt == 7 && survey.deep.count == 7 && survey.bits == 16 && survey.values == 200...2240)
      #expect(survey.several.count == 1 && survey.several.first == "3.png" && survey.valueRange == range)
      let notes = survey.notes(for: .full)
      #expect(notes.count == 2)
      #expect(notes[0] == "1 holds several pages or frames, of which the first is used (3.png)")
      #expect(
        notes[1]
          == "values of 16 bits run from 200 to 2240, which leaves 9 of 256 levels; pretrain --value-range 200,2240 spreads them"
      )
      #expect(survey.notes(for: try #require(range)).count == 1)
      // Of some only, that is said too.
      let few = try ImageSurvey(of: images, most: 2)
      #expect(
        few.lookedAt == 2 && few.notes(for: .full).last?.hasPrefix("2 of 7 images looked at: values of 16 bits") == true
      )
      let subset = try ImageSurvey(of: Subset(images, indices: [3, 6]))
      #expect(subset.images == 2 && subset.several.first == "3.png" && subset.values == 200...2240)
    }
  }

  @Test func imagesOf8BitsNeedNoRemark() throws {
    let folder = try TemporaryFolder()
    for number in 0..<3 { try folder.write(Fixtures.bmp(red: UInt8(number)), to: "\(number).bmp") }
    let survey = try ImageSurvey(of: try DatasetDescription.folder(folder.path).open(split: .train))
    #expect(survey.lookedAt == 3 && survey.values == nil && survey.notes(for: .full).isEmpty)
    // Nor those whose values fill their range.
    try folder.write(TIFFFixture.ramp(low: 0, high: 60_000), to: "3.png")
    let whole = try ImageSurvey(of: try DatasetDescription.folder(folder.path).open(split: .train))
    #expect(whole.deep.count == 1 && whole.notes(for: .full).isEmpty)
  }

  @Test func trainingEvaluationAndMeasurementMapAlike() throws {
    let range = try #require(range)
    for limit in [0, 1 << 30] {
      let images = try dataset(memoryLimitBytes: limit)
      let channels = images.channels
      var statistics = PixelStatistics(channels: channels, valueRange: range)
      for index in 0..<images.count { try statistics.add(index, of: images) }
      // A ramp from black to white.
      let measured = try statistics.normalization()
      #expect(measured.mean.allSatisfy { abs($0 - 0.5) < 0.01 } && measured.std.allSatisfy { abs($0 - 0.289) < 0.01 })

      let settings = EvaluationSettings(
        imageSize: 32, resizeTo: nil, normalization: .none(channels: channels), channels: channels, valueRange: range)
      let loader = try EvaluationLoader(images, settings: settings, batchSize: 7, options: LoaderOptions(workers: 2))
      let batch = try #require(try loader.next())
      let values = batch.view.withUnsafeFloats { Array($0) }
      let mean = values.reduce(0, +) / Float(values.count)
      #expect(abs(mean - measured.mean[0]) < 1e-3)

      var recipe = TwoViewRecipe.official(imageSize: 32)
      recipe.normalization = .none(channels: channels)
      recipe.viewA = ViewRecipe(crop: RandomResizedCrop(scale: 1...1, ratio: 1...1))
      recipe.viewB = recipe.viewA
      recipe.valueRange = range
      let views = try ViewRenderer(recipe: recipe, channels: channels)
      let view = try #require(try views.preview(images.source(at: 6), seed: 0, epoch: 0, index: 6).first).image
      let decoded = try ImageDecoder(valueRange: range).decode(
        try #require(try images.fileBytes(at: 6)), channels: channels)
      #expect(view == decoded)
      #expect(view.pixels.min() == 0 && view.pixels.max() == 255)
    }
  }

  @Test func aRangeThatIsNotMeasuredIsRefused() {
    var recipe = TwoViewRecipe.official(imageSize: 32)
    recipe.valueRange = .data
    #expect(throws: RecipeError.self) { try ViewRenderer(recipe: recipe, channels: 3) }
    #expect(throws: RecipeError.self) {
      try EvaluationRenderer(imageSize: 8, normalization: .imageNet, channels: 3, valueRange: .data)
    }
  }
}
