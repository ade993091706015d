import Augmentation
import BarlowTwins
import Datasets
import NN
import Torch

/// Everything that decides what a training computes, resolved: nothing is left to a default.
public struct TrainingConfiguration: Equatable, Sendable {
  /// The data as the user named it.
  public var data: String
  /// The name of the recipe that it started from.
  public var recipe: String
  public var backbone: ResNetConfiguration
  /// The widths of the projector's layers.
  public var projector: [Int]
  public var lambda: Double
  public var objective: ObjectiveName
  public var towers: TwinNetworks.Sharing
  /// How the two views are made.
  public var views: TwoViewRecipe
  public var batchSize: Int
  public var length: TrainingLength
  public var optimizer: OptimizerName
  /// The rates at the end of the warm-up, already multiplied by batch/256.
  public var learningRates: LearningRates
  public var weightDecay: Double
  public var warmupEpochs: Double
  public var precision: Precision
  public var device: Device
  public var workers: Int
  public var threads: Int
  public var seed: UInt64
  public var maxImages: Int?
  public var checkpointEvery: Int
  public var onBadImage: OnBadImage

  /// The embedding dimension D.
  public var dimension: Int { projector.last ?? 0 }

  /// The least loss that the objective permits with this batch size and dimension.
  public var floor: Double {
    objective == .barlowTwins
      ? CorrelationTerms.floor(samples: batchSize, dimension: dimension, lambda: lambda) : 0
  }
}
