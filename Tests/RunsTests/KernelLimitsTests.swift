import NN
import Settings
import Testing
import Torch

@testable import Runs

/// What libtorch cannot train is refused before it crashes or goes wrong.
@Suite struct KernelLimitsTests {
  private func network(_ stem: ResNetStem) -> ResNetConfiguration {
    ResNetConfiguration(variant: .resnet10, width: 8, stem: stem)
  }

  private func check(
    _ precision: Precision, batch: Int = 8, stem: ResNetStem = .cifar, sides: [(pixels: Int, setting: String?)] = [],
    device: Device = .cpu, instructions: String = "AVX512"
  ) throws {
    try KernelLimits(precision: precision, device: device, vectorInstructions: instructions).check(
      batchSize: batch, limits: network(stem).limits, network: network(stem).summary, sides: sides)
  }

  @Test func oddBatchesInSinglePrecisionOnAVX512() throws {
    for (batch, remedy) in [(9, "batchSize 8"), (3, "batchSize 2"), (1, "batchSize 2")] {
      let error = try #require(throws: ConfigurationError.self) { try check(.fp32, batch: batch) }
      #expect(error.description.contains("an odd batch of \(batch) in fp32"))
      #expect(error.description.contains("\(remedy) or precision bf16") && !error.description.contains("\n"))
    }
    #expect(throws: ConfigurationError.self) { try check(.fp32, batch: 9, instructions: "AVX512_BF16") }
    try check(.fp32, batch: 8)
    try check(.fp32, batch: 9, instructions: "AVX2")
    try check(.bf16, batch: 9)
    try check(.fp32, batch: 9, device: .cuda(0))
  }

  @Test func imagesOfWhichNothingIsLeft() throws {
    for (variant, device) in [(ConvNeXtVariant.tiny, Device.cpu), (.atto, .cuda(0))] {
      let network = ConvNeXtConfiguration(variant: variant, width: 8)
      func check(_ side: Int, _ setting: String?) throws {
        try KernelLimits(precision: .fp32, device: device).check(
          batchSize: 8, limits: network.limits, network: network.summary, sides: [(224, "imageSize"), (side, setting)])
      }
      try check(32, "localCropSize")
      let error = try #require(throws: ConfigurationError.self) { try check(31, "localCropSize") }
      #expect(error.description.contains("31 pixels"))
      #expect(error.description.hasSuffix("give localCropSize 32 or more, or another backbone"))
      let other = try #require(throws: ConfigurationError.self) { try check(31, nil) }
      #expect(other.description.hasSuffix("give another backbone"))
    }
  }

  @Test(arguments: [(ResNetStem.cifar, 5), (.strided, 9), (.imagenet, 17)])
  func singlePixelsInBfloat16(stem: ResNetStem, least: Int) throws {
    try check(.bf16, stem: stem, sides: [(least, "imageSize"), (least, "localCropSize")])
    try check(.fp32, stem: stem, sides: [(least - 1, "imageSize")])
    try check(.bf16, stem: stem, sides: [(least - 1, "imageSize")], device: .cuda(0))
    for (setting, remedy) in [
      ("imageSize", "give imageSize \(least) or more, or precision fp32"),
      ("localCropSize", "give localCropSize \(least) or more, or precision fp32"), (nil, "give precision fp32"),
    ] as [(String?, String)] {
      let error = try #require(throws: ConfigurationError.self) {
        try check(.bf16, stem: stem, sides: [(least, "imageSize"), (least - 1, setting)])
      }
      #expect(error.description.contains("views of \(least - 1) pixels") && error.description.hasSuffix(remedy))
    }
  }
}
