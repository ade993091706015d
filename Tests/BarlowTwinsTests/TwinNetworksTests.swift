import NN
import Testing
import Torch

@testable import BarlowTwins

@Suite struct TwinNetworksTests {
  private func twins(_ sharing: TwinNetworks.Sharing) throws -> TwinNetworks {
    try TwinNetworks(
      ResNetConfiguration(variant: .resnet10, width: 2, stem: .cifar), projector: [8, 4], sharing: sharing,
      from: ParameterSource(seed: 3))
  }

  private let images = Result { try Tensor.normal([4, 3, 16, 16], seed: 1) }

  @Test func sharedNetworksHaveTheKeysOfTheirParts() throws {
    let twins = try twins(.shared)
    let names = twins.namedState().map(\.name)
    #expect(names == twins.networkA.namedState().map(\.name))
    #expect(Set(names.compactMap { $0.split(separator: ".").first }) == ["backbone", "projector"])
    #expect(names.contains("backbone.layer4.0.downsample.1.running_var") && names.contains("projector.3.weight"))
    let images = try images.get()
    #expect(
      try twins.embed(images, view: 0, mode: .evaluation).floats()
        == twins.embed(images, view: 1, mode: .evaluation).floats())
  }

  @Test func separateNetworksAreTwoOfTheSameShape() throws {
    let (shared, separate) = (try twins(.shared), try twins(.separate))
    let names = shared.namedState().map(\.name)
    #expect(separate.namedState().map(\.name) == names.map { "a." + $0 } + names.map { "b." + $0 })
    #expect(separate.parameterCount == 2 * shared.parameterCount)
    let state = separate.stateDictionary()
    for name in names { #expect(state["a." + name]?.shape == state["b." + name]?.shape) }
    #expect(try state["a.backbone.conv1.weight"]?.floats() != state["b.backbone.conv1.weight"]?.floats())
  }

  /// The loader delivers bfloat16 to networks that compute in it; they must make of it what they make of floats.
  @Test func imagesInBFloat16GiveTheSameEmbeddings() throws {
    let twins = try twins(.shared)
    let images = try images.get()
    func embed(_ images: Tensor) throws -> [Float] {
      try withAutocast(.bfloat16, on: .cpu) { try twins.embed(images, view: 0, mode: .evaluation) }.to(.float32)
        .floats()
    }
    #expect(try embed(images) == embed(images.to(.bfloat16)))
  }

  @Test func eachViewHasItsNetwork() throws {
    let twins = try twins(.separate)
    let images = try images.get()
    let (a, b) = try (twins.embed(images, view: 0, mode: .training), twins.embed(images, view: 1, mode: .training))
    #expect(a.shape == [4, 4])
    #expect(try a.floats() != b.floats())
    try b.sum().backward()
    for (name, parameter) in twins.namedParameters() {
      #expect(try (parameter.gradient() != nil) == name.hasPrefix("b."), "\(name)")
    }
    // What is kept is view A's network.
    #expect(
      twins.networkA.backbone.namedParameters().allSatisfy { own in
        twins.namedParameters().contains { $0.name == "a.backbone." + own.name && $0.tensor === own.tensor }
      })
  }

  @Test func theTowerIsTheProjectorOnTheBackbone() throws {
    let network = try twins(.shared).networkA
    let images = try images.get()
    let representations = try network.backbone(images, mode: .evaluation)
    #expect(representations.shape == [4, 16])
    #expect(
      try network.projector(representations, mode: .evaluation).floats() == network(images, mode: .evaluation).floats())
  }
}
