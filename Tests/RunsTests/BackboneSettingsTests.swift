import Datasets
import NN
import Settings
import Testing

@testable import Runs

/// The settings of backbones beside those of others.
@Suite struct BackboneSettingsTests {
  private func configuration(_ settings: [String: String], recipe: String = "cifar") throws -> TrainingConfiguration {
    try TrainingConfiguration(layers: [SettingLayer(settings)], suggesting: recipe)
  }

  private var machine: MachineFacts {
    MachineFacts(processors: 2, cpuPrecision: .fp32) { _ in
      StepCost(secondsPerImage: 1e-4, bytesPerImage: 1e6, parameterCount: 1)
    }
  }

  @Test func aWidthBelongsToItsKindOfNetwork() throws {
    let convolutional = try configuration(["backbone": "convnext_tiny", "imageSize": "64"])
    #expect(convolutional.backbone.isEqual(to: ConvNeXtConfiguration(variant: .tiny, width: 96)))
    let narrow = try configuration(["backbone": "convnext_atto", "width": "16", "dropPath": "0.1"])
    #expect(narrow.backbone.isEqual(to: ConvNeXtConfiguration(variant: .atto, width: 16, dropPath: 0.1)))
    let grouped = try configuration(["backbone": "resnext50_32x4d"])
    #expect(grouped.backbone.isEqual(to: ResNetConfiguration(variant: .resNeXt50, width: 64, stem: .cifar)))
    let transformer = try configuration(["backbone": "vit_tiny", "patchSize": "4", "positionSize": "32"])
    #expect(
      transformer.backbone.isEqual(to: VisionTransformerConfiguration(variant: .tiny, patchSize: 4, positionSize: 32)))
    for name in ["width", "stem", "grid"] {
      #expect(try transformer.settings[name] == nil, "\(name)")
    }
    let base = try configuration(["backbone": "vit_base"], recipe: "vit")
    #expect(base.backbone.isEqual(to: VisionTransformerConfiguration(variant: .base, dropPath: 0.1)))
  }

  @Test(arguments: [
    ["backbone": "vit_tiny", "grid": "2"], ["backbone": "vit_tiny", "width": "32"],
    ["backbone": "convnext_tiny", "stem": "cifar"], ["backbone": "resnet18", "patchSize": "4"],
  ]) func settingsOfOthersAreRefused(settings: [String: String]) {
    #expect(throws: ConfigurationError.self) { try configuration(settings) }
  }

  @Test func nothingOfAWholeRecipeIsFitted() throws {
    let data = DataFacts(description: .folder("photos"), count: 1000, channels: 1)
    let chosen = try configuration(["backbone": "vit_tiny", "patchSize": "4"]).resolved(for: data, on: machine)
    #expect(chosen.configuration.batchSize == 256 && chosen.configuration.views.imageSize == 32)
    #expect(chosen.configuration.backbone.inputChannels == 1)
    let again = try chosen.configuration.resolved(for: data, on: machine)
    #expect(again.configuration == chosen.configuration && again.reasons == [])
  }

  @Test func sizesThatANetworkCannotTakeAreNotTried() throws {
    let small = DataFacts(description: .folder("photos"), count: 1000, channels: 3, side: 32)
    let chosen = try configuration(["backbone": "convnext_atto", "width": "8"], recipe: "folder")
      .resolved(for: small, on: machine)
    #expect(chosen.configuration.views.imageSize == 32)
  }
}
