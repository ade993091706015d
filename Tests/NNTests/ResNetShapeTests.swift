import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import NN

@Suite struct ResNetShapeTests {
  private func network(_ configuration: ResNetConfiguration) throws -> ResNet {
    try ResNet(configuration, from: ParameterSource(seed: 0))
  }

  @Test func allVariantsHaveTorchvisionsState() throws {
    let reference = try PythonReference.run("resnet_shapes.py")
    for variant in ResNetVariant.allCases where variant != .resnet10 {
      let network = try network(ResNetConfiguration(variant: variant))
      var own: [String: [Double]] = [:]
      for (position, entry) in network.namedState().enumerated() {
        own["\(variant.rawValue)/\(entry.name)"] = ([position] + entry.tensor.shape).map(Double.init)
      }
      let expected = reference.filter { $0.key.hasPrefix("\(variant.rawValue)/") }.mapValues(\.values)
      #expect(!expected.isEmpty)
      #expect(Set(own.keys).symmetricDifference(expected.keys).sorted() == [])
      for (name, shape) in expected { #expect(own[name] == shape, "\(name)") }
      #expect(reference["\(variant.rawValue) parameters"]?.values == [Double(network.parameterCount)])
    }
  }

  // torchvision has no narrow networks; every extent but the image's channels and the kernels scales with the width.
  @Test(arguments: [(ResNetVariant.resnet18, 16), (.resnet50, 8), (.resnet50, 128), (.wideResNet50, 16)])
  func widthScalesEveryChannel(variant: ResNetVariant, width: Int) throws {
    let full = try network(ResNetConfiguration(variant: variant)).namedState()
    let scaled = try network(ResNetConfiguration(variant: variant, width: width)).namedState()
    #expect(full.map(\.name) == scaled.map(\.name))
    for (entry, narrow) in zip(full, scaled) {
      let expected = entry.tensor.shape.enumerated().map { dimension, extent in
        let isKernel = dimension >= 2
        let isImage = entry.name == "conv1.weight" && dimension == 1
        return isKernel || isImage ? extent : extent * width / 64
      }
      #expect(narrow.tensor.shape == expected, "\(entry.name)")
    }
  }

  // The groups stay 32, of one channel at least.
  @Test(arguments: [(64, 128, 4), (32, 64, 2), (16, 32, 1), (24, 32, 1), (8, 32, 1)])
  func groupsNarrowWithTheWidth(width: Int, inner: Int, perGroup: Int) throws {
    let state = try network(ResNetConfiguration(variant: .resNeXt50, width: width)).stateDictionary()
    #expect(state["layer1.0.conv1.weight"]?.shape == [inner, width, 1, 1])
    #expect(state["layer1.0.conv2.weight"]?.shape == [inner, perGroup, 3, 3])
    #expect(state["layer1.0.conv3.weight"]?.shape == [4 * width, inner, 1, 1])
  }

  @Test(arguments: [
    (ResNetStem.imagenet, 3, [8, 3, 7, 7]), (.cifar, 3, [8, 3, 3, 3]), (.strided, 1, [8, 1, 3, 3]),
    (.imagenet, 1, [8, 1, 7, 7]),
  ])
  func stemsTakeTheImagesChannels(stem: ResNetStem, channels: Int, shape: [Int]) throws {
    let configuration = ResNetConfiguration(variant: .resnet10, width: 8, stem: stem, inputChannels: channels)
    let network = try network(configuration)
    #expect(network.stateDictionary()["conv1.weight"]?.shape == shape)
    #expect(network.featureCount == 64)
    let features = try network(Tensor.normal([2, channels, 32, 32], seed: 1), mode: .evaluation)
    #expect(features.shape == [2, 64])
  }

  // With residual branches at zero a pixel reaches the features through strided shortcuts only: moving it by the network's
  // whole stride moves the features by one place and leaves their mean, but moving it by half of that does not.
  @Test(arguments: [(ResNetStem.imagenet, 32), (.cifar, 8), (.strided, 16)])
  func stemsReduceAsDocumented(stem: ResNetStem, stride: Int) throws {
    let network = try network(ResNetConfiguration(variant: .resnet10, width: 2, stem: stem))
    func features(pixelAt place: Int) throws -> [Double] {
      let image = try Tensor.zeros([1, 3, 192, 192])
      try image.narrow(2, start: place, length: 1).narrow(3, start: 96, length: 1).fill(100)
      return try network(image, mode: .evaluation).doubles()
    }
    let (first, moved, halfMoved) = try (
      features(pixelAt: 96), features(pixelAt: 96 + stride), features(pixelAt: 96 + stride / 2)
    )
    #expect(first.contains { $0 > 0 })
    #expect(zip(first, moved).allSatisfy { abs($0 - $1) <= 1e-5 * (1 + abs($0)) })
    #expect(zip(first, halfMoved).contains { abs($0 - $1) > 1e-3 * abs($0) })
  }

  @Test func resnet10HasOneBlockAStage() throws {
    let names = try network(ResNetConfiguration(variant: .resnet10)).namedParameters().map(\.name)
    let firsts = names.filter { $0.hasSuffix("conv1.weight") }
    #expect(firsts == ["conv1.weight"] + (1...4).map { "layer\($0).0.conv1.weight" })
  }
}
