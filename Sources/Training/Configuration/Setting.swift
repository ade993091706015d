import BarlowTwins
import NN

/// A setting of a training: one key of a configuration file and the flag of the same name.
public enum Setting: String, CaseIterable, Sendable {
  case recipe, config
  case backbone, width, stem, projector, objective, lambda, temperature, mixWeight, towers
  case imageSize, localCrops, localSize, batchSize, epochs, minutes
  case optimizer, learningRate, biasLearningRate, weightDecay, warmupEpochs
  case precision, device, workers, threads, seed, maxImages, checkpointEvery, monitor, monitorEvery, onBadImage,
    overwrite

  /// The flag on the command line: `batchSize` is `--batch-size`.
  public var flag: String { "--" + FlagName.kebab(rawValue) }

  /// What values it takes.
  public var kind: SettingKind {
    switch self {
    case .recipe: .text(placeholder: "NAME|FILE.json")
    case .config: .text(placeholder: "FILE.json")
    case .backbone: .choice(ResNetVariant.allCases.map(\.rawValue))
    case .width: .integer(4...1024)
    case .stem: .choice(ResNetStem.allCases.map(\.rawValue))
    case .projector: .widths
    case .lambda, .mixWeight: .number(0...1e6)
    case .temperature: .number(0.001...1000)
    case .objective: .choice(ObjectiveName.allCases.map(\.rawValue))
    case .towers: .choice(TwinNetworks.Sharing.allCases.map(\.rawValue))
    case .imageSize: .integer(8...1024)
    case .localCrops: .integer(0...32)
    case .localSize: .integer(4...1024)
    case .batchSize: .integer(2...1_048_576)
    case .epochs: .integer(1...1_000_000)
    case .minutes: .number(0.01...5_256_000)
    case .optimizer: .choice(OptimizerName.allCases.map(\.rawValue))
    case .learningRate, .biasLearningRate: .number(0...1e6)
    case .weightDecay: .number(0...1e3)
    case .warmupEpochs: .number(0...1e6)
    case .precision: .choice(["auto"] + Precision.allCases.map(\.rawValue))
    case .device: .text(placeholder: "cpu|cuda|cuda:N")
    case .workers: .integer(0...1024)
    case .threads: .integer(1...1024)
    case .seed: .integer(0...Int.max)
    case .maxImages: .integer(2...Int.max)
    case .checkpointEvery: .integer(1...Int.max)
    case .monitor: .choice(MonitorName.allCases.map(\.rawValue))
    case .monitorEvery: .integer(1...Int.max)
    case .onBadImage: .choice(["skip", "fail"])
    case .overwrite: .flag
    }
  }

  /// One line for a help text.
  public var help: String {
    switch self {
    case .recipe: "The starting point: small, cifar, imagenet, folder, or a file of your own."
    case .config: "A file with settings, over the recipe's and under the command line's."
    case .backbone: "The network whose representation is kept."
    case .width: "The channels of its first stage; 64 is the published width."
    case .stem: "How an image enters: 7×7 with pooling, 3×3, or 3×3 with stride 2."
    case .projector: "The widths of the projector's layers; the last is the embedding dimension."
    case .objective: "What is minimized."
    case .lambda: "The weight of the redundancy-reduction term, or of hsic's part off the diagonal."
    case .temperature: "The temperature of the objective contrastive."
    case .mixWeight: "The weight of the regularizer of mixed-barlow-twins, beside lambda."
    case .towers: "One network for both views, or one each."
    case .imageSize: "The side of a view in pixels."
    case .localCrops: "Small crops of an image beside its two views, compared with both; 0 by default."
    case .localSize: "The side of a small crop in pixels; as 96 is to 224 by default."
    case .batchSize: "Images in a batch."
    case .epochs: "How often each image is seen."
    case .minutes: "How long to train, instead of --epochs."
    case .optimizer: "The rule that changes the weights."
    case .learningRate: "The base rate of weights, multiplied by batch/256."
    case .biasLearningRate: "The base rate of biases and norms, multiplied by batch/256."
    case .weightDecay: "The decay of weights; biases and norms are never decayed."
    case .warmupEpochs: "Epochs over which the rate rises from 0."
    case .precision: "Of products and convolutions; auto is bf16 where the processor has it."
    case .device: "Where to train."
    case .workers: "Threads that prepare images; 0 prepares them between steps."
    case .threads: "Threads of one operation."
    case .seed: "The source of all randomness."
    case .maxImages: "Train on a random subset of this many images."
    case .checkpointEvery: "Steps between checkpoints."
    case .monitor: "What to watch: rank of the embeddings (default), kNN on images held out, both, or nothing."
    case .monitorEvery: "Steps between two looks; by default as many as take 2 % of the time."
    case .onBadImage: "What to do with an image that cannot be read."
    case .overwrite: "Start anew where a run already is, removing it."
    }
  }

  /// Whether a resumed run may change it: it does not decide what is computed.
  var mayChangeOnResume: Bool {
    switch self {
    case .workers, .checkpointEvery, .monitorEvery, .overwrite, .config, .recipe: true
    default: false
    }
  }
}

/// Spells names of keys as flags.
enum FlagName {
  static func kebab(_ camel: String) -> String {
    camel.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
  }
}
