import BarlowTwins
import Datasets
import Encoders
import Evaluation
import Runs
import Settings
import Torch
import Training

/// The ways to collapse and not to, trained from the same start on the same images, each as a run of its own.
package struct CollapseExperiment {
  private let data: DatasetDescription
  private let dataset: any ImageDataset
  private let folder: String
  private let settings: SettingLayer
  private let environment: [String: String]

  /// How often each training is looked at.
  private static let measurements = 6

  /// Opens the training part of a data set; nothing is written yet.
  ///
  /// - Parameters:
  ///   - opened: The images.
  ///   - folder: Where the runs go, each into a folder with its scenario's name.
  ///   - images: The number of images to train on, at most.
  ///   - epochs: How often each image is seen.
  ///   - seed: The source of all randomness.
  ///   - environment: What the trainings are started on, for their records.
  /// - Throws: `DatasetError` if the images cannot be opened, `ConfigurationError` for a number that no training takes.
  package init(
    _ opened: OpenedData, folder: String, images: Int = 16_384, epochs: Int = 6, seed: Int = 0,
    environment: [String: String] = [:]
  ) throws {
    data = opened.description
    self.folder = folder
    self.environment = environment
    dataset = try opened.open(split: .train)
    settings = try Self.settings(dataset, images: images, epochs: epochs, seed: seed)
  }

  /// Trains for a scenario, or what is left of it, and looks at what became of it.
  ///
  /// - Parameters:
  ///   - scenario: What to train for.
  ///   - cancellation: Called now and then while the finished network is looked at; what it throws stops that.
  ///   - train: Trains to the end; false if it was stopped before.
  /// - Returns: The outcome; nil if the training was stopped.
  /// - Throws: What `train`, the loader and the network throw; `EvaluationError` if an earlier run was not watched.
  package func outcome(
    of scenario: CollapseScenario, cancellation: () throws -> Void = {},
    train: (Pretraining) throws -> Bool
  ) throws -> CollapseOutcome? {
    let run = folder + "/" + scenario.name
    let layer = settings.overlaid(by: try SettingLayer(["objective": scenario.objective]))
    let pretraining = try Pretraining(
      configuration(layer, of: RunFolder(run)), images: dataset, of: data, output: run, division: MonitoredParts.init,
      environment: environment)
    guard try train(pretraining) else { return nil }
    return try CollapseOutcome(
      scenario, history: RunHistory(path: run), embeddings: embeddings(run: run, cancellation: cancellation))
  }

  /// What is chosen for a machine, such as the precision that is quicker, is chosen once: a run that is there keeps it.
  private func configuration(_ layer: SettingLayer, of run: RunFolder) throws -> TrainingConfiguration {
    run.holdsRun
      ? try TrainingConfiguration(of: RunRecord(contentsOf: run.configurationFile), changedBy: layer)
      : try TrainingConfiguration(layers: [layer], suggesting: Recipe.suggested(for: data))
  }

  /// What all scenarios have in common.
  private static func settings(_ dataset: any ImageDataset, images: Int, epochs: Int, seed: Int) throws -> SettingLayer
  {
    let labels = (0..<dataset.count).compactMap { dataset.label(at: $0) }
    // A vote takes another image of the class.
    let isLabelled = Set(labels).count < labels.count
    // What is left when images are held out must fill a batch.
    let trained = min(images, dataset.count) * 9 / 10
    var batch = 128
    while batch > trained, batch > 2 { batch /= 2 }
    let steps = epochs * trained / batch
    return try SettingLayer([
      "recipe": "small", "projector": "256-128", "maxImages": String(images), "epochs": String(epochs),
      "seed": String(seed), "batchSize": String(batch), "monitorEvery": String(max(1, steps / measurements)),
      "monitor": (isLabelled ? MonitorName.both : .diagnosis).rawValue,
    ])
  }

  /// View A's embeddings of some images by a finished run.
  private func embeddings(run: String, cancellation: () throws -> Void) throws -> Tensor {
    let model = try EncoderModel(run: run)
    return try TwoViewEmbeddings(
      of: Subset.sample(dataset, count: 512, seed: 1), views: model.record.views, channels: model.record.channels,
      seed: 1, options: LoaderOptions(workers: 1, onBadImage: .skip) { _ in },
      extractor: EmbeddingExtractor(model.network)
    ) { _ in try cancellation() }.a
  }
}
