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
  private func distance(_ weights: NetworkWeights, to name: String, channels: Int = 3) throws -> Double {
    let network = try weights.configuration.make(from: ParameterSource(seed: 3))
    try network.load(weights.backbone)
    let values = try Self.made.get().values
    let pixels = try #require(values["images"])
    let images = try Tensor.from(pixels.values, shape: pixels.shape).to(.float32).narrow(1, start: 0, length: channels)
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
