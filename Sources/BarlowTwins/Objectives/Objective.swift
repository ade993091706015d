import NN
import Settings
import Torch

/// What a network is trained for: a loss of the embeddings of a whole batch, with its gradients.
///
/// One Codable structure per objective. Its stored numbers are keys of a configuration, described by ``parameters``; it says
/// what it needs of the network, sends the views through it and computes the loss. A new objective is one file, also in another
/// package: a type that conforms to this, or to ``PairwiseObjective``, entered into `Registry.objectives`.
public protocol Objective: Codable, Equatable, Sendable {
  /// The name on the command line, in configurations and in records.
  static var name: String { get }
  /// The numbers that a user may set; their names are the coding keys.
  static var parameters: [ObjectiveParameter] { get }
  /// Whether the network needs a ``Predictor``.
  static var needsPredictor: Bool { get }
  /// Whether images are mixed with each other in each step, for which they must come in single precision.
  static var mixesImages: Bool { get }
  /// Why both views must share one network, to end a sentence; nil if they need not.
  static var sharedNetworkReason: String? { get }
  /// The weight λ in the Barlow Twins loss by which embeddings are diagnosed, whatever they were trained for.
  var diagnosisLambda: Double { get }

  /// The least value of the loss with such a batch when the views agree fully; nil where it is not known.
  func floor(images: Int, dimension: Int) -> Double?

  /// Sends the views of a batch through the network.
  ///
  /// - Parameters:
  ///   - views: The images `[N, C, H, W]` of views A and B and of any local crops; rows correspond.
  ///   - network: The networks in the precision and mode of the step.
  ///   - draw: Which step of which training it is: the source of random choices.
  /// - Returns: What the loss is computed of, recorded for derivatives.
  /// - Throws: `TorchError` if libtorch fails.
  func forward(_ views: [Tensor], through network: NetworkPass, draw: StepDraw) throws -> NetworkOutputs

  /// The value at what the network gave, and the gradients with respect to ``NetworkOutputs/roots``, in the same order.
  ///
  /// - Throws: ``ObjectiveError`` if the shapes or element types cannot be used, `TorchError` if libtorch fails.
  func evaluate(_ outputs: NetworkOutputs, draw: StepDraw, wantsGradients: Bool) throws -> ObjectiveValue
}

extension Objective {
  public static var parameters: [ObjectiveParameter] { [] }
  public static var needsPredictor: Bool { false }
  public static var mixesImages: Bool { false }
  public static var sharedNetworkReason: String? { nil }
  public var diagnosisLambda: Double { BarlowTwinsObjective.publishedLambda }

  /// The name on the command line, in configurations and in records.
  public var name: String { Self.name }

  /// Whether the other one is the same objective with the same numbers.
  public func isEqual(to other: any Objective) -> Bool { (other as? Self) == self }

  /// Each view through its network.
  public func forward(_ views: [Tensor], through network: NetworkPass, draw: StepDraw) throws -> NetworkOutputs {
    NetworkOutputs(roots: try network.embed(views))
  }
}

extension Registry where Entry == any Objective.Type {
  /// The objectives by name.
  public static let objectives = Registry(
    what: "objective", names: { [$0.name] },
    [
      BarlowTwinsObjective.self, InvarianceOnlyObjective.self, ContrastiveObjective.self, VICRegObjective.self,
      HSICObjective.self, StopGradientObjective.self, MixedBarlowTwinsObjective.self, CosineSimilarityObjective.self,
    ])
}
