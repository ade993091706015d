import BarlowTwins
import Datasets
import NN
import Settings

extension Setting {
  /// Every setting that has a flag, in the order of help texts; those of registered backbones and objectives among them.
  public static var all: [Setting] {
    [Setting("recipe", .text(placeholder: "NAME|FILE.json"))]
      + [Setting("from", .text(placeholder: "RUN|FILE|NAME")), Setting("partial", .flag)]
      + [Setting("backbone", .choice(Registry.backbones.allNames))] + ofBackbones
      + [Setting("projector", .widths), Setting("objective", .choice(Registry.objectives.allNames))] + ofObjectives
      + others
  }

  /// The settings that only some backbones have.
  static var ofBackbones: [Setting] { distinct(Registry.backbones.all.flatMap { $0.settings }) }

  /// The settings that only some objectives have.
  static var ofObjectives: [Setting] {
    distinct(Registry.objectives.all.flatMap { $0.parameters }.map { Setting($0.name, .number($0.range)) })
  }

  /// What files and records may hold beside the settings that have flags.
  static let inFilesOnly = [
    Setting("data", .text(placeholder: "DATA")), Setting("channels", .integer(1...3)), Setting("viewA", .object),
    Setting("viewB", .object), Setting("localCropView", .object), Setting("normalization", .object),
  ]

  private static let others = [
    Setting("twins", .choice(TwinNetworks.Sharing.allCases.map(\.rawValue))),
    Setting("imageSize", .integer(8...1024)),
    Setting("progressiveSize", .integer(8...1024)), Setting("progressiveShare", .number(0.05...0.95)),
    Setting("localCrops", .integer(0...32)),
    Setting("localCropSize", .integer(4...1024)), Setting("valueRange", .text(placeholder: "full|data|LOW,HIGH")),
    Setting("batchSize", .integer(2...1_048_576)), Setting("accumulate", .integer(1...524_288)),
    Setting("recompute", .flag),
    Setting("epochs", .integer(1...1_000_000)), Setting("minutes", .number(0.01...5_256_000)),
    Setting("optimizer", .choice(OptimizerName.allCases.map(\.rawValue))),
    Setting("learningRate", .number(0...1e6)), Setting("biasLearningRate", .number(0...1e6)),
    Setting("weightDecay", .number(0...1e3)), Setting("warmupEpochs", .number(0...1e6)),
    Setting("precision", .choice(["auto"] + Precision.allCases.map(\.rawValue))),
    Setting("device", .text(placeholder: "cpu|cuda|cuda:N")), Setting("workers", .integer(0...1024)),
    Setting("threads", .integer(1...1024)),
    Setting("compress", .choice(GradientCompression.allCases.map(\.rawValue))), Setting("seed", .integer(0...Int.max)),
    Setting("maxImages", .integer(2...Int.max)), Setting("checkpointEvery", .integer(1...Int.max)),
    Setting("monitor", .choice(MonitorName.allCases.map(\.rawValue))), Setting("monitorEvery", .integer(1...Int.max)),
    Setting("keepBest", .flag),
    Setting("usualFeatures", .choice(FeatureKind.usual.map(\.rawValue))),
    Setting("onBadImage", .choice(OnBadImage.allCases.map(\.rawValue))),
  ]

  /// Settings of one name once each; several backbones or objectives may have them.
  private static func distinct(_ settings: [Setting]) -> [Setting] {
    settings.enumerated().filter { index, setting in !settings[..<index].contains { $0.name == setting.name } }
      .map(\.element)
  }
}
