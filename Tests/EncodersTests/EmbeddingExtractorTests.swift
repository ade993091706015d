import BarlowTwins
import Datasets
import Evaluation
import FeatureTestSupport
import NN
import Testing
import TestSupport
import Torch

@testable import Encoders

@Suite struct EmbeddingExtractorTests {
  private func network() throws -> EmbeddingNetwork {
    try EmbeddingNetwork(
      ResNetConfiguration(variant: .resnet18, width: 4, stem: .cifar), projector: [16, 6],
      from: ParameterSource(seed: 1))
  }

  @Test func imagesLieWithChannelsLast() throws {
    let batch = try #require(try PictureSet(count: 3).loader().next())
    let tensor = try batch.view.tensor(on: .cpu)
    #expect(tensor.shape == [3, 3, 8, 8])
    #expect(tensor.isContiguous(.channelsLast))
    let rows = batch.view.withUnsafeFloats { Array($0) }
    #expect(try tensor.permute([0, 2, 3, 1]).floats() == rows)
  }

  @Test func representationsAndEmbeddingsAreThoseOfTheNetwork() throws {
    let network = try network()
    let pictures = PictureSet(count: 10)
    let batch = try #require(try pictures.loader(batchSize: 10).next())
    let images = try batch.view.tensor(on: .cpu)
    for (network, dimension) in [(network.backbone as any Module, 32), (network, 6)] {
      let extracted = try pictures.features(by: EmbeddingExtractor(network))
      #expect(extracted.features.shape == [10, dimension])
      let whole = try network(images, mode: .evaluation).floats()
      let difference = zip(whole, try extracted.features.floats()).map { abs($0 - $1) }.max() ?? 1
      #expect(difference < 1e-5)
      #expect(!extracted.features.requiresGrad)
      #expect(extracted.names == (0..<10).map { "picture-\($0)" })
      #expect(extracted.labels == (0..<10).map { $0 % 3 })
    }
  }

  @Test func extractionChangesNoState() throws {
    let network = try network()
    let before = try network.namedState().map { try $0.tensor.doubles() }
    _ = try PictureSet(count: 6).features(by: EmbeddingExtractor(network))
    #expect(try network.namedState().map { try $0.tensor.doubles() } == before)
    #expect(try network.namedParameters().allSatisfy { try $0.tensor.gradient() == nil })
  }

  @Test func bfloat16IsCloseAndComesBackAsFloat32() throws {
    let network = try network()
    let exact = try PictureSet(count: 6).features(by: EmbeddingExtractor(network.backbone))
    let rounded = try PictureSet(count: 6).features(by: EmbeddingExtractor(network.backbone, autocast: .bfloat16))
    #expect(try rounded.features.dtype == .float32)
    let error = try (rounded.features - exact.features).norm().item() / exact.features.norm().item()
    #expect(error > 1e-5 && error < 0.05)
  }

  @Test func pixelsAreTheNormalizedImages() throws {
    let pictures = PictureSet(count: 5)
    let batch = try #require(try pictures.loader(batchSize: 5).next())
    let extracted = try pictures.features(batchSize: 2)
    #expect(extracted.dimension == 192)
    #expect(try extracted.features.floats() == batch.view.withUnsafeFloats { Array($0) })
  }

  @Test func skippedImagesAreMissing() throws {
    var pictures = PictureSet(count: 9)
    pictures.bad = [0, 5]
    var seen: [Int] = []
    let extracted = try pictures.features() { progress in
      seen.append(progress.done)
      #expect(progress.total == 9)
    }
    #expect(extracted.count == 7 && extracted.features.size(0) == 7)
    #expect(extracted.names == [1, 2, 3, 4, 6, 7, 8].map { "picture-\($0)" })
    #expect(seen == [3, 6, 7])
    #expect(extracted.indices == [1, 2, 3, 4, 6, 7, 8])
    #expect(extracted.skipped.count == 2 && extracted.skipped[1].contains("picture-5"))
    #expect(try extracted.subset([5, 0]).indices == [7, 1])
  }

  @Test func progressCanStopTheWork() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try PictureSet(count: 9).features() { _ in throw Stop() }
    }
  }

  @Test func aBrokenNetworkIsNamed() throws {
    let network = try network()
    let parameter = try #require(network.namedParameters().first).tensor
    try withoutGradients { try parameter.fill(.nan) }
    let error = #expect(throws: FeatureError.self) {
      try PictureSet(count: 4).features(by: EmbeddingExtractor(network))
    }
    #expect(line(error).contains("picture-0"))
  }

  @Test func noImagesAreAnError() throws {
    #expect(throws: (any Error).self) {
      try PictureSet(count: 0).features()
    }
  }
}
