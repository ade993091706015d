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
  /// The network whose representation is kept.
  public var backbone: ResNetConfiguration
  /// The widths of the projector's layers.
  public var projector: [Int]
  /// What is minimized.
  public var objective: ObjectiveSettings
  /// Whether both views share a network.
  public var towers: TwinNetworks.Sharing
  /// How the two views are made.
  public var views: TwoViewRecipe
  /// The number of images in a batch.
  public var batchSize: Int
  /// When the training ends.
  public var length: TrainingLength
  /// The rule that changes the weights.
  public var optimizer: OptimizerName
  /// The rates at the end of the warm-up, already multiplied by batch/256.
  public var learningRates: LearningRates
  /// The decay of weights; biases and norms are never decayed.
  public var weightDecay: Double
  /// The epochs over which the rates rise from 0.
  public var warmupEpochs: Double
  /// The precision of products and convolutions.
  public var precision: Precision
  /// Where to train.
  public var device: Device
  /// The number of threads that prepare images; with 0 the training thread does it.
  public var workers: Int
  /// The number of threads of one operation.
  public var threads: Int
  /// The source of all randomness.
  public var seed: UInt64
  /// The size of the random subset to train on; nil for all images.
  public var maxImages: Int?
  /// The number of steps between checkpoints.
  public var checkpointEvery: Int
  /// What is watched during training.
  public var monitor: MonitorName
  /// The number of steps between two looks; nil for as many as take 2 % of the time.
  public var monitorEvery: Int?
  /// What to do with an image that cannot be read.
  public var onBadImage: OnBadImage

  /// The number format in which views come from the loader: bfloat16 where autocast would round them to it anyway.
  ///
  /// Images that the step mixes are mixed first, in single precision.
  public var viewElement: ViewElement {
    precision == .bf16 && objective.name != .mixedBarlowTwins ? .bfloat16 : .float32
  }

  /// The embedding dimension D.
  public var dimension: Int { projector.last ?? 0 }

  /// The least loss that views which agree fully can have with this batch size and dimension; nil where it is not known.
  public var floor: Double? { objective.floor(samples: batchSize, dimension: dimension) }
}
