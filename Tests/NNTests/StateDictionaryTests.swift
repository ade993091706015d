import Testing
import Torch

@testable import NN

@Suite struct StateDictionaryTests {
  private let configuration = ResNetConfiguration(variant: .resnet10, width: 2, stem: .cifar)

  private func network(seed: UInt64) throws -> ResNet {
    try ResNet(configuration, from: ParameterSource(seed: seed))
  }

  private func copy(_ network: ResNet) throws -> [String: Tensor] {
    try network.stateDictionary().mapValues { try $0.detach().clone() }
  }

  private func values(_ state: [String: Tensor]) throws -> [String: [Double]] {
    try state.mapValues { try $0.doubles() }
  }

  @Test func stateCrossesWhole() throws {
    let (first, second) = (try network(seed: 1), try network(seed: 2))
    #expect(try values(copy(first)) != values(copy(second)))
    try second.load(first.stateDictionary())
    #expect(try values(copy(first)) == values(copy(second)))
    // Values are copied, not shared, and stay trainable.
    try first.load(network(seed: 3).stateDictionary())
    #expect(try values(copy(first)) != values(copy(second)))
    #expect(second.namedParameters().allSatisfy { $0.tensor.requiresGrad })
  }

  /// One way to spoil a dictionary, and what the error must name.
  struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let named: [String]
    let apply: @Sendable (inout [String: Tensor]) throws -> Void
  }

  static let damages = [
    Damage(testDescription: "missing", named: ["layer4.0.bn2.running_var", "lack"]) {
      $0["layer4.0.bn2.running_var"] = nil
    },
    Damage(testDescription: "unknown", named: ["fc.weight", "does not have"]) {
      $0["fc.weight"] = try Tensor.ones([2, 2])
    },
    Damage(testDescription: "misshapen", named: ["layer4.0.conv2.weight", "[16, 16, 1, 1]", "[16, 16, 3, 3]"]) {
      $0["layer4.0.conv2.weight"] = try Tensor.ones([16, 16, 1, 1])
    },
  ]

  @Test(arguments: damages) func nothingIsCopiedUnlessAllFits(damage: Damage) throws {
    let network = try network(seed: 1)
    let before = try values(copy(network))
    var state = try copy(self.network(seed: 2))
    try damage.apply(&state)
    let error = try #require(throws: StateError.self) { try network.load(state) }
    for word in damage.named { #expect(error.description.contains(word)) }
    #expect(!error.description.contains("\n"))
    #expect(try values(copy(network)) == before)
  }

  @Test func countersOfOldWeightsMayBeAbsent() throws {
    let (network, other) = (try network(seed: 1), try network(seed: 2))
    let state = try copy(other).filter { !$0.key.hasSuffix("num_batches_tracked") }
    try network.load(state)
    #expect(try values(copy(network)) == values(copy(other)))
  }

  @Test func valuesOfAnotherTypeAreConverted() throws {
    let (network, other) = (try network(seed: 1), try network(seed: 2))
    try network.load(copy(other).mapValues { try $0.to(.float64) })
    #expect(try values(copy(network)) == values(copy(other)))
    #expect(try network.namedParameters().allSatisfy { try $0.tensor.dtype == .float32 })
    #expect(try network.stateDictionary()["bn1.num_batches_tracked"]?.dtype == .int64)
  }
}
