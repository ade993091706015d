import Augmentation
import BarlowTwins
import Datasets
import NN
import Settings
import Torch

/// Everything that decides what a training computes.
///
/// A value that starts as a recipe and is then changed property by property, or decoded from flags and files by
/// ``init(layers:suggesting:)``. What nobody chose stays open until ``resolved(for:on:)`` chooses it for the data and the
/// machine. Coded, it is a flat object with a key for each setting: a recipe, a configuration file and a run's `config.json` are
/// all of this form.
public struct TrainingConfiguration: Sendable {
  /// The data as the user named it.
  public var data = ""
  /// The name of the recipe that it started from.
  public var recipe: String
  /// The run folder, or the file of weights, that training starts from; nil for random weights.
  public var from: String?
  /// Whether the file may lack parameters of the network, have others, or some of another shape.
  public var partial = false
  /// The network whose representation is kept.
  public var backbone: any BackboneConfiguration
  /// The widths of the projector's layers.
  public var projector: [Int]
  /// What is minimized.
  public var objective: any Objective { didSet { fixed.formUnion(type(of: objective).parameters.map(\.name)) } }
  /// Whether both views share a network.
  public var twins: TwinNetworks.Sharing
  /// How the views are made.
  public var views: TwoViewRecipe {
    didSet {
      if views.normalization != oldValue.normalization { fixed.insert("normalization") }
      if views.localCrops?.imageSize != oldValue.localCrops?.imageSize { fixed.insert("localCropSize") }
      if views.localCrops?.view != oldValue.localCrops?.view { fixed.insert("localCropView") }
    }
  }
  /// The number of images in a batch.
  public var batchSize: Int { didSet { fixed.insert("batchSize") } }
  /// The side of both views in the first part of the training, for which a step takes less time; nil for no such part.
  ///
  /// Progressive resolution: arXiv 2212.05611, 2507.03779.
  public var progressiveSize: Int?
  /// The share of the training that is done at ``progressiveSize``.
  public var progressiveShare: Double
  /// When the training ends.
  public var length: TrainingLength
  /// The rule that changes the weights.
  public var optimizer: OptimizerName
  /// The rates at the end of the warm-up for a batch of 256.
  public var baseLearningRates: LearningRates
  /// The decay of weights; biases and norms are never decayed.
  public var weightDecay: Double
  /// The epochs over which the rates rise from 0.
  public var warmupEpochs: Double
  /// The precision of products and convolutions.
  public var precision: Precision { didSet { fixed.insert("precision") } }
  /// Where to train.
  public var device: Device
  /// The number of threads that prepare images; with 0 the training thread does it.
  public var workers: Int { didSet { fixed.insert("workers") } }
  /// The number of threads of one operation.
  public var threads: Int { didSet { fixed.insert("threads") } }
  /// The number of micro-batches that go through the backbone one after the other.
  public var accumulate = 1
  /// Whether what lies inside the backbone's segments is computed again on the way back instead of kept.
  public var recompute = false
  /// How processes that train together send gradients to each other.
  public var compress = GradientCompression.off
  /// The source of all randomness.
  public var seed: UInt64
  /// The size of the random subset to train on; nil for all images.
  public var maxImages: Int?
  /// The number of steps between checkpoints; nil for one after a minute of training and then one every five minutes.
  public var checkpointEvery: Int?
  /// What is watched during training.
  public var monitor: MonitorName
  /// The number of steps between two measurements; nil for as many as take 2 % of the time.
  public var monitorEvery: Int?
  /// Whether the weights of the best measurement are kept beside the newest.
  public var keepBest = false
  /// What commands read of the network unless told otherwise; for `whitened` a whitening is fitted at the end of the training.
  public var usualFeatures: FeatureKind
  /// What to do with an image that cannot be read.
  public var onBadImage: OnBadImage

  /// The share of the training at ``progressiveSize`` unless told otherwise.
  static let defaultProgressiveShare = 0.7

  /// The keys whose values somebody chose: ``resolved(for:on:)`` may change the others, and gives its reasons.
  var fixed: Set<String> = []

  /// The same with some settings left to be chosen again.
  public func choosingAgain(_ keys: Set<String>) -> TrainingConfiguration {
    var result = self
    result.fixed.subtract(keys)
    return result
  }

  /// The rates at the end of the warm-up: the base rates times batch/256.
  public var learningRates: LearningRates { baseLearningRates * (Double(batchSize) / 256) }

  /// The number format in which views come from the loader: bfloat16 where autocast would round them to it anyway.
  ///
  /// Images that the step mixes are mixed first, in single precision.
  public var viewElement: ViewElement {
    precision == .bf16 && !type(of: objective).mixesImages ? .bfloat16 : .float32
  }

  /// The channels of an image: 1 or 3.
  public var channels: Int { backbone.inputChannels }

  /// The weight λ in the Barlow Twins loss by which embeddings are diagnosed.
  public var diagnosisLambda: Double { objective.diagnosisLambda }

  /// The embedding dimension D.
  public var dimension: Int { projector.last ?? 0 }

  /// What is computed twice to save memory.
  public var memorySaving: MemorySaving { MemorySaving(microBatches: accumulate, recomputes: recompute) }

  /// The least loss that views which agree fully can have with this batch size and dimension; nil where it is not known.
  public var floor: Double? { objective.floor(images: batchSize, dimension: dimension) }
}
