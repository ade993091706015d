import Augmentation
import BarlowTwins
import Datasets
import Formatting
import Foundation
import NN
import Settings
import Torch

extension TrainingConfiguration {
  /// The configuration with everything chosen that nobody chose, and why, a line for each choice.
  ///
  /// Resolving what is resolved changes nothing and gives no reasons.
  ///
  /// - Throws: `ConfigurationError` if it is impossible or contradicts itself or the data; `TorchError` if the device is not
  ///   there.
  public func resolved(for data: DataFacts, on machine: MachineFacts = .here) throws
    -> (configuration: TrainingConfiguration, reasons: [String])
  {
    var result = self
    var reasons: [String] = []
    /// Chooses the value of a key unless somebody has.
    func choose<Value>(
      _ key: String, _ path: WritableKeyPath<TrainingConfiguration, Value>, _ value: Value, because reason: String?
    ) {
      guard !fixed.contains(key) else { return }
      result[keyPath: path] = value
      if let reason { reasons.append(reason) }
    }
    result.data = String(describing: data.description.absolute)
    result.from = from.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    result.backbone.inputChannels = data.channels
    choose("recipe", \.recipe, recipe, because: "recipe \(recipe): it suits \(data.description)")

    let count = min(data.count, maxImages ?? .max)
    guard count >= 2 else {
      let held = count == 1 ? "one image" : "no images"
      throw ConfigurationError("\(data.description) holds \(held); training compares images, so give at least 2")
    }
    let (precision, why) =
      device == .cpu
      ? (machine.cpuPrecision, machine.cpuPrecisionReason) : Precision.automaticWithReason(on: device)
    choose("precision", \.precision, precision, because: "precision \(precision.rawValue): \(why)")
    _ = try device.requireAvailable()
    let (workers, processors) = (max(machine.processors - 1, 1), machine.processors)
    let share = machine.processes > 1 ? " that is this process's share" : ""
    choose("threads", \.threads, processors, because: "threads \(processors): one for each processor\(share)")
    if let note = AvailableProcessors.note(threads: result.threads, processors: processors) {
      reasons.append("note: \(note)")
    }
    reasons += try result.fit(to: data, count: count, on: machine)
    if result.batchSize > count {
      guard !fixed.contains("batchSize") else {
        throw ConfigurationError(
          "the batch of \(batchSize) is larger than the data, \(NumberText.count(count, "image")); give \(setting: "batchSize") \(count) or less"
        )
      }
      let fitting = 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount)
      choose(
        "batchSize", \.batchSize, fitting,
        because: "batchSize \(fitting): the recipe's \(batchSize) is more than the \(count) images")
    }
    choose(
      "normalization", \.views.normalization, data.normalization.value,
      because: "normalization: \(data.normalization.reason)")
    if let crops = views.localCrops {
      let size = LocalCrops.suggestedSize(beside: result.views.imageSize)
      choose(
        "localCropSize", \.views.localCrops, LocalCrops(count: crops.count, imageSize: size, view: crops.view),
        because: "localCropSize \(size): as 96 is to 224 beside \(result.views.imageSize)")
      let chosen = result.views.localCrops?.imageSize ?? size
      choose(
        "localCropView", \.views.localCrops,
        LocalCrops(count: crops.count, imageSize: chosen, view: LocalCrops.operations(of: views.viewB)),
        because: "localCropView: the operations of view B on 5 to 40 % of the image")
    }
    let context = ObjectiveParameter.Context(views, projector)
    var numbers = try objective.numbers
    for parameter in type(of: objective).parameters where !fixed.contains(parameter.name) {
      let (value, reason) = parameter.suggestion(context)
      numbers[parameter.name] = value
      reasons.append("\(parameter.name) \(JSONValue.number(value)): \(reason)")
    }
    result.objective = try type(of: objective).init(numbers)
    if result.batchSize != 256, !isResolved {
      let rates = result.learningRates
      let format = "learning rates %.4g and %.4g: the base rates times batch/256"
      reasons.append(String(format: format, rates.weights, rates.biases))
    }
    choose(
      "workers", \.workers, workers,
      because: "workers \(workers): one for each processor but one (\(processors)\(share.isEmpty ? " here" : share))")
    try result.validate(for: data)
    result.fixed = Set(try result.settings.keys)
    return (result, reasons)
  }

  /// Whether nothing is left to choose.
  private var isResolved: Bool { (try? settings.keys.allSatisfy(fixed.contains)) ?? false }
}
