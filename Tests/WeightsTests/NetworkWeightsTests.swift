import Files
import Foundation
import NN
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import Weights

/// Files as the programs of the field have just written them are recognized, and their networks compute what theirs do.
@Suite struct NetworkWeightsTests {
  private static let made = Result { () -> (folder: TemporaryFolder, values: [String: ReferenceArray]) in
    let folder = try TemporaryFolder()
    return (folder, try PythonReference.run("weight_files.py", paths: [folder.path]))
  }

  private func path(_ name: String) throws -> String { try Self.made.get().folder.file(name) }

  /// How far the features of the network in a file are from those of the program that wrote it.
  private func distance(_ weights: NetworkWeights, to name: String, channels: Int = 3, side: Int = 64) throws -> Double
  {
    let network = try weights.configuration.make(from: ParameterSource(seed: 3))
    try network.load(weights.backbone)
    let values = try Self.made.get().values
    let pixels = try #require(values["images"])
    let images = try Tensor.from(pixels.values, shape: pixels.shape).to(.float32).narrow(1, start: 0, length: channels)
      .narrow(2, start: 0, length: side).narrow(3, start: 0, length: side)
    let features = try withoutGradients { try network(images.contiguous(.channelsLast), mode: .evaluation) }
    return try features.relativeError(to: #require(values[name]))
  }

  /// The file, a part of what is said of it, and the widths of its projector.
  private static let families: [(file: String, words: String, projector: [Int])] = [
    ("published.pth", "published Barlow Twins code at model.module.backbone", [32, 32, 16]),
    ("plain.safetensors", "left out: fc.bias, fc.weight", []),
    ("lightly.ckpt", "as in lightly at state_dict.backbone", [32, 32, 16]),
    ("solo.ckpt", "a checkpoint of Lightning at state_dict.backbone", []),
    ("vissl.torch", "of VISSL", []), ("mmselfsup.pth", "of OpenMMLab", []),
    ("moco.pth.tar", "of MoCo at state_dict.module.encoder_q", []),
    ("dino.pth", "as DINO's at teacher.backbone", []), ("student.ckpt", "at state_dict.student.backbone", []),
    ("byol.pt", "at online_network.encoder", []), ("encoder.pth", "at encoder", []), ("hub", "resnet10 of width 8", []),
  ]

  @Test(arguments: families) func familiesAreRecognized(file: String, words: String, projector: [Int]) throws {
    let weights = try NetworkWeights(contentsOf: path(file))
    #expect(weights.summary.contains(words), "\(weights.summary)")
    #expect(weights.projectorWidths == projector && weights.missing.isEmpty)
    #expect(
      weights.configuration.isEqual(
        to: ResNetConfiguration(variant: .resnet10, width: 8, stem: .cifar, inputChannels: 3)))
    #expect(try distance(weights, to: "narrow") < 1e-5)
  }

  @Test(arguments: [
    "torchvision-resnet18", "torchvision-resnet34", "timm-resnet50", "torchvision-resnet101",
    "torchvision-wide_resnet50_2", "timm-resnext50_32x4d", "timm-vit_tiny", "timm-convnext_atto", "timm-convnext_tiny",
  ]) func publishedArchitecturesComputeTheSame(name: String) throws {
    let weights = try NetworkWeights(contentsOf: path("\(name).pth"))
    #expect(weights.configuration.name == name.split(separator: "-")[1])
    #expect(try distance(weights, to: name) < 1e-5)
  }

  /// The file, its network, how much of it is left out, and a part of what is said of it.
  private static let torchvision: [(file: String, configuration: any BackboneConfiguration, words: String)] = [
    (
      "vit_b_16.pth", VisionTransformerConfiguration(variant: .base, positionSize: 64),
      "heads.head.bias, heads.head.weight"
    ),
    ("vit_old.pth", VisionTransformerConfiguration(variant: .tiny, positionSize: 64), "named by torchvision"),
    ("convnext_tiny.pth", ConvNeXtConfiguration(variant: .tiny), "left out: classifier.2.bias, classifier.2.weight"),
    ("convnext_narrow.pth", ConvNeXtConfiguration(variant: .tiny, width: 8), "named by torchvision"),
    ("convnext_classifier.pth", ConvNeXtConfiguration(variant: .atto), "left out: head.fc.bias, head.fc.weight"),
  ]

  @Test(arguments: torchvision.indices) func torchvisionsOwnNamesAreRecognized(index: Int) throws {
    let (file, configuration, words) = Self.torchvision[index]
    let weights = try NetworkWeights(contentsOf: path(file))
    #expect(weights.configuration.isEqual(to: configuration), "\(weights.configuration)")
    #expect(weights.summary.contains(words), "\(weights.summary)")
    // Its networks see images resized bilinearly, timm's bicubically.
    #expect(weights.interpolation == (file == "convnext_classifier.pth" ? "bicubic" : "bilinear"))
    #expect(weights.missing.isEmpty && weights.projectorWidths.isEmpty)
    #expect(try distance(weights, to: file) < 1e-5)
  }

  private static let transformers: [(file: String, configuration: VisionTransformerConfiguration, words: String)] = [
    ("vit_small_patch14_dinov2.safetensors", transformer(.small), "vit_small with patches of 14 pixels, layer scale"),
    (
      "vit_small_patch14_reg4_dinov2.safetensors", transformer(.small, registers: 4, .patches),
      "layer scale, 4 registers, positions of patches alone"
    ),
    (
      "deit3.pth",
      VisionTransformerConfiguration(variant: .tiny, positionSize: 64, layerScale: 1e-5, positions: .patches),
      "left out: head.weight"
    ),
    ("dinov2_vits14_pretrain.pth", transformer(.tiny), "named by the published DINOv2 code, vit_tiny"),
    ("dinov2_vits14_reg4_pretrain.pth", transformer(.tiny, registers: 4), "left out: mask_token"),
    ("teacher_checkpoint.pth", transformer(.tiny, registers: 4), "DINOv2 code at teacher.backbone, vit_tiny"),
  ]

  private static func transformer(
    _ variant: VisionTransformerVariant, registers: Int = 0, _ positions: TokenPositions = .all
  ) -> VisionTransformerConfiguration {
    VisionTransformerConfiguration(
      variant: variant, patchSize: 14, positionSize: 56, layerScale: 1e-5, registers: registers, positions: positions)
  }

  /// At the size that positions are for, and at one that is larger and that patches do not fill.
  @Test(arguments: transformers.indices) func transformersWithScalesAndRegistersComputeTheSame(index: Int) throws {
    let (file, configuration, words) = Self.transformers[index]
    let weights = try NetworkWeights(contentsOf: path(file))
    #expect(weights.configuration.isEqual(to: configuration), "\(weights.configuration)")
    #expect(weights.summary.contains(words), "\(weights.summary)")
    #expect(weights.interpolation == "bicubic" && weights.missing.isEmpty)
    for side in [56, 64] { #expect(try distance(weights, to: "\(file)-\(side)", side: side) < 1e-5, "\(side)") }
  }

  @Test func otherPrecisionsAndChannels() throws {
    #expect(try distance(NetworkWeights(contentsOf: path("half.safetensors")), to: "narrow") < 5e-3)
    let grey = try NetworkWeights(contentsOf: path("grey.pth"))
    #expect(grey.configuration.inputChannels == 1)
    #expect(try distance(grey, to: "grey", channels: 1) < 1e-5)
  }

  @Test func theProjectorIsThatOfTheFile() throws {
    let weights = try NetworkWeights(contentsOf: path("published.pth"))
    #expect(weights.projector["0.weight"]?.shape == [32, 64] && weights.projector["6.weight"]?.shape == [16, 32])
    #expect(weights.projector["4.running_var"]?.shape == [32])
  }

  @Test func whatDoesNotFitIsListed() throws {
    for (file, words) in [
      ("missing.pth", "it lacks layer4.0.bn2.bias, layer4.0.bn2.running_mean, layer4.0.bn2.running_var, … (4)"),
      ("extra.pth", "it has besides layer2.0.se.fc1.weight"), ("misshapen.pth", "another shape have bn1.weight"),
    ] {
      let path = try path(file)
      let error = #expect(throws: FileError.self) { try NetworkWeights(contentsOf: path) }
      #expect(
        error?.kind == .usage && line(error).contains(words) && line(error).contains("--partial"), "\(line(error))")
      let partial = try NetworkWeights(contentsOf: path, isPartial: true)
      #expect(partial.missing.count == (file == "missing.pth" ? 4 : file == "misshapen.pth" ? 1 : 0))
    }
  }

  @Test func whatIsNoNetworkIsNamed() throws {
    for (file, words) in [
      ("other.pth", "no network that is known here (a.weight"), ("empty.pth", "no tensors with names"),
      ("keras.h5", "HDF5"), ("text.pth", "no file of weights"),
    ] {
      let path = try path(file)
      let error = #expect(throws: FileError.self) { try NetworkWeights(contentsOf: path) }
      #expect(error?.kind == .usage && line(error).contains(words), "\(line(error))")
    }
    let missing = #expect(throws: FileError.self) { try NetworkWeights(contentsOf: "/nowhere/model.pth") }
    #expect(missing?.kind == .missing)
  }
}
