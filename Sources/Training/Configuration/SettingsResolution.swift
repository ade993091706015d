import Augmentation
import BarlowTwins
import Datasets
import Foundation
import NN
import Torch

/// Makes a whole configuration out of what was given, choosing what was not, with a reason for each choice.
public struct SettingsResolution: Sendable {
  /// The whole configuration.
  public let configuration: TrainingConfiguration
  /// The settings as they ended, one value each, in the words of a configuration file.
  public let settings: [Setting: SettingValue]
  /// What was chosen automatically and why, a line each.
  public let reasons: [String]

  /// Resolves the settings of recipe, file and command line, which are laid over each other in this order.
  ///
  /// - Throws: ``ConfigurationError`` if something is missing, contradictory or impossible with this data; `TorchError`
  ///   if the device is not there.
  public init(commandLine: Settings, data: DataFacts, processors: Int) throws {
    let file = try commandLine[.config].map { try Settings(contentsOf: $0.description) } ?? Settings()
    let named = commandLine[.recipe] ?? file[.recipe]
    let recipe = named?.description ?? Recipe.suggested(for: data.description)
    let base = try Recipe.settings(named: recipe)
    for given in [file, commandLine] where given[.epochs] != nil && given[.minutes] != nil {
      throw ConfigurationError("--epochs and --minutes contradict each other; give one of them")
    }
    let given = file.overlaid(by: commandLine)
    var choices = Choices(given: given, recipe: base)
    if named == nil { choices.note("recipe \(recipe): it suits \(data.description)") }
    configuration = try choices.resolve(recipe: recipe, data: data, processors: processors)
    settings = choices.resolved
    reasons = choices.reasons
  }
}

/// The choices made on the way to a configuration.
private struct Choices {
  let given: Settings
  /// What stands under what was given.
  let recipe: Settings
  /// The given settings over the recipe's.
  let settings: Settings
  var resolved: [Setting: SettingValue] = [:]
  var reasons: [String] = []

  init(given: Settings, recipe: Settings) {
    self.given = given
    self.recipe = recipe
    settings = recipe.overlaid(by: given)
  }

  mutating func note(_ reason: String) { reasons.append(reason) }

  mutating func resolve(recipe name: String, data: DataFacts, processors: Int) throws -> TrainingConfiguration {
    resolved[.recipe] = .text(name)
    let device = try self.device()
    let batchSize = try self.batchSize(data)
    let projector = try widths(.projector)
    let optimizer = try choice(.optimizer, OptimizerName.self)
    let views = try self.views(data)
    let objective = try self.objective(dimension: projector.last ?? 0, imageSize: views.imageSize)
    let precision = try precision(on: device)
    let stem = try choice(.stem, ResNetStem.self)
    try KernelLimits(precision: precision, device: device).check(
      batchSize: batchSize, stem: stem,
      sides: [(views.imageSize, .imageSize)] + (views.localViews.map { [($0.imageSize, .localSize)] } ?? []))
    let rates = try learningRates(batchSize: batchSize)
    return TrainingConfiguration(
      data: String(describing: data.description), recipe: name,
      backbone: ResNetConfiguration(
        variant: try choice(.backbone, ResNetVariant.self), width: try integer(.width),
        stem: stem, inputChannels: data.channels),
      projector: projector, objective: objective, towers: try towers(objective.name), views: views,
      batchSize: batchSize, length: try length(),
      optimizer: optimizer, learningRates: rates, weightDecay: try number(.weightDecay),
      warmupEpochs: try number(.warmupEpochs), precision: precision, device: device,
      workers: automaticInteger(
        .workers, max(processors - 1, 1), "one for each processor but one (\(processors) here)"),
      threads: automaticInteger(.threads, processors, "one for each processor"), seed: UInt64(try integer(.seed)),
      maxImages: optionalInteger(.maxImages), checkpointEvery: try integer(.checkpointEvery),
      monitor: try monitor(), monitorEvery: optionalInteger(.monitorEvery),
      onBadImage: try choice(.onBadImage, OnBadImage.self))
  }

  private mutating func device() throws -> Device {
    let name = try text(.device)
    guard let device = Device(name) else {
      throw ConfigurationError("\(Setting.device.flag) takes cpu, cuda or cuda:N, not \"\(name)\"")
    }
    return try device.requireAvailable()
  }

  private mutating func batchSize(_ data: DataFacts) throws -> Int {
    let count = min(data.count, optionalInteger(.maxImages) ?? .max)
    guard count >= 2 else {
      throw ConfigurationError(
        "\(data.description) holds \(count == 1 ? "one image" : "no images"); training compares images, so give at least 2"
      )
    }
    let size = try integer(.batchSize)
    if size <= count { return size }
    guard given[.batchSize] == nil else {
      throw ConfigurationError(
        "the batch of \(size) is larger than the data, \(count) images; give --batch-size \(count) or less")
    }
    let fitting = 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount)
    note("batchSize \(fitting): the recipe's \(size) is more than the \(count) images")
    resolved[.batchSize] = .integer(fitting)
    return fitting
  }

  private mutating func views(_ data: DataFacts) throws -> TwoViewRecipe {
    guard let viewA = settings.viewA, let viewB = settings.viewB else {
      throw ConfigurationError("the recipe says nothing about \(settings.viewA == nil ? "viewA" : "viewB"); add it")
    }
    var normalization = settings.normalization
    if normalization == nil {
      normalization = data.normalization.value
      note("normalization: \(data.normalization.reason)")
    }
    guard let normalization else { preconditionFailure("a normalization was chosen") }
    guard normalization.mean.count == data.channels else {
      throw ConfigurationError(
        "normalization has \(normalization.mean.count) channels, but the images of \(data.description) have \(data.channels)"
      )
    }
    let imageSize = try integer(.imageSize)
    let views = TwoViewRecipe(
      imageSize: imageSize, viewA: viewA, viewB: viewB, normalization: normalization,
      localViews: try localViews(beside: imageSize, viewB))
    do { try views.validate() } catch { throw ConfigurationError("\(error)") }
    return views
  }

  /// The small crops; nil for none.
  private mutating func localViews(beside imageSize: Int, _ viewB: ViewRecipe) throws -> LocalViews? {
    let count = optionalInteger(.localCrops) ?? 0
    resolved[.localCrops] = .integer(count)
    guard count > 0 else {
      if given[.localSize] != nil {
        throw ConfigurationError(
          "\(Setting.localSize.flag) has no effect without small crops; give \(Setting.localCrops.flag) too")
      }
      if given.localView != nil {
        throw ConfigurationError("localView has no effect without small crops; give \(Setting.localCrops.flag) too")
      }
      return nil
    }
    guard settings[.towers] != .text(TwinNetworks.Sharing.separate.rawValue) else {
      throw ConfigurationError(
        "\(Setting.localCrops.flag) compares small crops with both views, which separate networks cannot; "
          + "give \(Setting.towers.flag) shared")
    }
    let size = automaticInteger(
      .localSize, LocalViews.suggestedSize(beside: imageSize), "as 96 is to 224 beside \(imageSize)")
    if settings.localView == nil { note("localView: the operations of view B on 5 to 40 % of the image") }
    return LocalViews(
      count: count, imageSize: size, view: settings.localView ?? LocalViews.operations(of: viewB))
  }

  private mutating func monitor() throws -> MonitorName {
    let name = settings[.monitor] == nil ? .rank : try choice(.monitor, MonitorName.self)
    resolved[.monitor] = .text(name.rawValue)
    if name == .off, given[.monitorEvery] != nil {
      throw ConfigurationError(
        "\(Setting.monitorEvery.flag) has no effect with \(Setting.monitor.flag) off; leave one out")
    }
    return name
  }

  private mutating func learningRates(batchSize: Int) throws -> LearningRates {
    let factor = Double(batchSize) / 256
    let rates = LearningRates(weights: try number(.learningRate), biases: try number(.biasLearningRate)) * factor
    if factor != 1 {
      note(
        String(
          format: "learning rates %.4g and %.4g: the base rates times batch/256", rates.weights, rates.biases))
    }
    return rates
  }

  private mutating func objective(dimension: Int, imageSize: Int) throws -> ObjectiveSettings {
    let resolution = try ObjectiveResolution(
      given: given, recipe: recipe, dimension: dimension, imageSize: imageSize)
    resolved.merge(resolution.values) { _, new in new }
    resolution.reasons.forEach { note($0) }
    return resolution.objective
  }

  private mutating func towers(_ objective: ObjectiveName) throws -> TwinNetworks.Sharing {
    let sharing = try choice(.towers, TwinNetworks.Sharing.self)
    try objective.check(sharing)
    return sharing
  }

  private mutating func length() throws -> TrainingLength {
    if case .number(let minutes) = settings[.minutes] {
      resolved[.minutes] = .number(minutes)
      return .minutes(minutes)
    }
    return .epochs(try integer(.epochs))
  }

  private mutating func precision(on device: Device) throws -> Precision {
    let name = settings[.precision]?.description ?? "auto"
    if let precision = Precision(rawValue: name) {
      resolved[.precision] = .text(name)
      return precision
    }
    let precision = Precision.automatic(on: device)
    resolved[.precision] = .text(precision.rawValue)
    note(
      device == .cpu
        ? "precision \(precision.rawValue): cpu \(precision == .bf16 ? "has" : "does not have") bfloat16 in hardware"
        : "precision \(precision.rawValue): the default on \(device)")
    return precision
  }

  // Reading one setting

  private func missing(_ setting: Setting) -> ConfigurationError {
    ConfigurationError("the recipe says nothing about \(setting.rawValue); add it, or give \(setting.flag)")
  }

  private mutating func integer(_ setting: Setting) throws -> Int {
    guard let value = optionalInteger(setting) else { throw missing(setting) }
    return value
  }

  private mutating func optionalInteger(_ setting: Setting) -> Int? {
    guard case .integer(let value) = settings[setting] else { return nil }
    resolved[setting] = .integer(value)
    return value
  }

  private mutating func automaticInteger(_ setting: Setting, _ value: Int, _ reason: String) -> Int {
    if let given = optionalInteger(setting) { return given }
    resolved[setting] = .integer(value)
    note("\(setting.rawValue) \(value): \(reason)")
    return value
  }

  private mutating func number(_ setting: Setting) throws -> Double {
    guard case .number(let value) = settings[setting] else { throw missing(setting) }
    resolved[setting] = .number(value)
    return value
  }

  private mutating func text(_ setting: Setting) throws -> String {
    guard case .text(let value) = settings[setting] else { throw missing(setting) }
    resolved[setting] = .text(value)
    return value
  }

  private mutating func widths(_ setting: Setting) throws -> [Int] {
    guard case .widths(let value) = settings[setting] else { throw missing(setting) }
    resolved[setting] = .widths(value)
    return value
  }

  private mutating func choice<Choice: RawRepresentable<String>>(_ setting: Setting, _: Choice.Type) throws -> Choice {
    guard let choice = Choice(rawValue: try text(setting)) else { throw missing(setting) }
    return choice
  }
}
