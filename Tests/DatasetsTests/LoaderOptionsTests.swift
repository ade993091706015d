import Foundation
import TestTraits
import Testing

@testable import Datasets

@Suite(.hangLimit(.seconds(300))) struct LoaderOptionsTests {
  @Test func nothingHasToBeSaid() throws {
    let options = LoaderOptions()
    #expect((1...1024).contains(options.workers))
    #expect(options.workers == 1 || options.workers < ProcessInfo.processInfo.activeProcessorCount)
    try options.validate(channels: 1)
    let loader = try TwoViewLoader(
      SyntheticImages(count: 8), recipe: LoaderFixtures.recipe, channels: 1, batchSize: 4, seed: 0)
    #expect(try loader.next().count == 4)
  }

  @Test func byDefaultNoImageIsLeftOutInSilence() throws {
    let loader = try EvaluationLoader(
      SyntheticImages(count: 3, bad: [1]), settings: LoaderFixtures.settings(channels: 1), batchSize: 3)
    let error = #expect(throws: DatasetError.self) { try loader.next() }
    #expect(error?.description.contains("image-1") == true)
  }
}
