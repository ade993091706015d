import Augmentation
import Datasets
import NN
import Settings
import Testing
import Torch

@testable import Runs

/// How the recipe `folder` fits itself to the images, the time and the machine.
@Suite struct FittingTests {
  /// A machine on which a pixel of an image costs `seconds` at width 16, and more with the width.
  private func machine(_ seconds: Double) -> MachineFacts {
    MachineFacts(processors: 2, cpuPrecision: .fp32) { configuration in
      let network = try #require(configuration.backbone as? ResNetConfiguration)
      let pixels = Double(configuration.views.imageSize * configuration.views.imageSize)
      let depth = network.variant == .resnet10 ? 1.0 : 2
      return StepCost(
        secondsPerImage: seconds * pixels * depth * Double(network.width) / 16, bytesPerImage: 1e6, parameterCount: 1000
      )
    }
  }

  private func resolved(
    _ more: [String: String] = [:], count: Int = 1000, side: Int? = 400, seconds: Double = 1e-6
  ) throws -> (configuration: TrainingConfiguration, reasons: [String]) {
    let given = ["recipe": "folder"].merging(more) { $1 }
    return try TrainingConfiguration(layers: [SettingLayer(given)], suggesting: "folder")
      .resolved(
        for: DataFacts(description: .folder("photos"), count: count, channels: 3, side: side), on: machine(seconds))
  }

  private func size(_ configuration: TrainingConfiguration) -> [Int] {
    [configuration.views.imageSize, (configuration.backbone as? ResNetConfiguration)?.width ?? 0]
  }

  @Test func fasterMachinesAndMoreTimeGetLargerNetworks() throws {
    let sizes = try [3e-5, 1e-6, 1e-7, 1e-9].map { try size(resolved(seconds: $0).configuration) }
    #expect(sizes.first == [32, 16] && sizes.last == [224, 64])
    for (slower, faster) in zip(sizes, sizes.dropFirst()) {
      #expect(slower[0] <= faster[0] && slower[1] <= faster[1] && slower != faster, "\(sizes)")
    }
    let (short, long) = (
      try resolved(["minutes": "2"]).configuration, try resolved(["minutes": "120"]).configuration
    )
    #expect(short.length == .minutes(2) && size(short)[0] < size(long)[0])
  }

  @Test func thousandsOfStepsFit() throws {
    for seconds in [2e-6, 1e-6, 1e-7, 1e-8] {
      let machine = machine(seconds)
      let configuration = try resolved(seconds: seconds).configuration
      let steps = 600 / (try machine.stepCost(configuration).secondsPerImage * Double(configuration.batchSize))
      #expect(steps >= 2000, "\(seconds): \(steps)")
    }
  }

  @Test func whatAPersonChoosesStays() throws {
    let (configuration, reasons) = try resolved([
      "imageSize": "80", "width": "24", "batchSize": "40", "minutes": "3", "warmupEpochs": "2",
    ])
    #expect(size(configuration) == [80, 24] && configuration.batchSize == 40 && configuration.warmupEpochs == 2)
    #expect(configuration.length == .minutes(3))
    #expect(!reasons.contains { $0.hasPrefix("batchSize") || $0.hasPrefix("minutes") || $0.hasPrefix("warmup") })
    let epochs = try resolved(["epochs": "7"])
    #expect(epochs.configuration.length == .epochs(7) && !epochs.reasons.contains { $0.hasPrefix("minutes") })
  }

  @Test func everyChoiceHasAReason() throws {
    let reasons = try resolved().reasons
    for words in [
      "minutes 10:", "batchSize 50: 20 steps an epoch of 1000 images", "imageSize", "steps fit into 10 minutes",
    ] {
      #expect(reasons.contains { $0.contains(words) }, "\(words): \(reasons)")
    }
  }

  @Test func smallImagesKeepTheirDetails() throws {
    func stem(side: Int) throws -> ResNetStem? {
      (try resolved(side: side, seconds: 1e-7).configuration.backbone as? ResNetConfiguration)?.stem
    }
    #expect(try [stem(side: 28), stem(side: 40)] == [.cifar, .cifar] && stem(side: 41) != .cifar)
    #expect(try size(resolved(side: 32, seconds: 3e-5).configuration) == [24, 16])
  }

  @Test func theShortRecipeForSmallImagesIsWhole() throws {
    let configuration = try resolved(["recipe": "cifar-short"], count: 50_000, side: 32).configuration
    #expect(configuration.length == .minutes(10) && configuration.usualFeatures == .whitened)
    #expect(
      configuration.views.imageSize == 32 && configuration.progressiveSize == 24 && configuration.batchSize == 128)
  }

  @Test func viewsAreNotLargerThanTheImages() throws {
    #expect(try resolved(side: 32, seconds: 1e-9).configuration.views.imageSize == 32)
    #expect(try resolved(side: 70, seconds: 1e-9).configuration.views.imageSize == 64)
    #expect(try resolved(side: nil, seconds: 1e-9).configuration.views.imageSize == 224)
  }

  @Test(arguments: [2, 3, 20, 33, 63, 64, 500, 999, 1000, 1001, 2048, 5000, 50_000]) func batchesFitTheData(count: Int)
    throws
  {
    let batch = TrainingConfiguration.fittingBatch(of: count)
    #expect(batch >= 2 && batch <= min(count, 128) && batch % 2 == 0)
    // Few images are left out of an epoch, where there is a choice.
    if count >= 500 { #expect(count % batch <= count / 50, "\(count): \(batch)") }
    if count >= 1000 { #expect(count / batch >= 15) }
  }

  @Test func theWarmupIsAtMostATenth() throws {
    // Many images in a short time: less than two epochs.
    let configuration = try resolved(["minutes": "1"], count: 100_000, seconds: 1e-7).configuration
    let machine = machine(1e-7)
    let steps = 60 / (try machine.stepCost(configuration).secondsPerImage * Double(configuration.batchSize))
    let warmup = configuration.warmupEpochs * Double(100_000 / configuration.batchSize)
    #expect(warmup <= 0.1 * steps && warmup > 0.05 * steps)
    #expect(try resolved(["epochs": "10"]).configuration.warmupEpochs <= 1)
  }

  @Test func resolvingAgainChangesNothing() throws {
    let first = try resolved().configuration
    let again = try first.resolved(
      for: DataFacts(description: .folder("photos"), count: 1000, channels: 3), on: machine(1e-9))
    #expect(again.configuration == first && again.reasons.isEmpty)
  }

  @Test func otherRecipesMeasureNothing() throws {
    struct Measured: Error {}
    let machine = MachineFacts(processors: 2, cpuPrecision: .fp32) { _ in throw Measured() }
    for recipe in Recipe.names where recipe != "folder" {
      _ = try TrainingConfiguration(recipe: recipe)
        .resolved(for: DataFacts(description: .folder("photos"), count: 5000, channels: 3), on: machine)
    }
  }

  @Test func aMeasuredStepHasACost() throws {
    var configuration = try TrainingConfiguration(recipe: "small")
    configuration.threads = Runtime.threadCount
    let cost = try StepCost(measuring: configuration)
    #expect(cost.secondsPerImage > 0)
    configuration.progressiveSize = 14
    configuration.progressiveShare = 0.5
    // Half of the time at a quarter of the pixels.
    #expect(abs(cost.meanSecondsPerImage(configuration) / cost.secondsPerImage - 0.625) < 1e-12)
    let bytes = try #require(StepCost(secondsPerImage: 1, bytesPerImage: 1e6, parameterCount: 10).bytes(configuration))
    #expect(bytes > Double(configuration.batchSize) * 1e6)
  }
}
