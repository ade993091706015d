import BarlowTwins
import Foundation
import NN
import Settings

extension TrainingConfiguration {
  /// Checks that every value is one that its setting takes, and that the settings agree with each other and the data.
  ///
  /// - Throws: `ConfigurationError` that names the setting and the remedy.
  func validate(for data: DataFacts) throws {
    let values = try settings
    for setting in Setting.all {
      guard let value = values[setting.name], setting.kind.check(value) == nil else { continue }
      throw ConfigurationError("\(setting: setting.name) takes \(setting.kind.expectation), not \(value)")
    }
    let normalization = views.normalization
    guard normalization.mean.count == data.channels else {
      throw ConfigurationError(
        "normalization has \(normalization.mean.count) channels, but the images of \(data.description) have \(data.channels)"
      )
    }
    do { try views.validate() } catch { throw ConfigurationError("\("\(error)")") }
    if twins == .separate {
      if views.localCrops != nil {
        throw ConfigurationError(
          "\(setting: "localCrops") compares local crops with both views, which separate networks cannot; give \(setting: "twins") shared"
        )
      }
      if let reason = type(of: objective).sharedNetworkReason {
        throw ConfigurationError("the objective \(objective.name) needs \(setting: "twins") shared: \(reason)")
      }
    }
    if let size = progressiveSize, size > views.imageSize {
      throw ConfigurationError(
        "\(setting: "progressiveSize") \(size) is larger than the views of \(views.imageSize) pixels; give a smaller one"
      )
    }
    if let size = progressiveSize, let crops = views.localCrops, crops.imageSize > size {
      throw ConfigurationError(
        "local crops of \(crops.imageSize) pixels are larger than the first views of \(size); give a smaller \(setting: "localCropSize")"
      )
    }
    if monitor == .off, monitorEvery != nil {
      throw ConfigurationError(
        "\(setting: "monitorEvery") has no effect with \(setting: "monitor") off; leave one out")
    }
    if partial, from == nil {
      throw ConfigurationError(
        "\(setting: "partial") has no effect without weights to start from; give \(setting: "from") too")
    }
    if monitor == .off, keepBest {
      throw ConfigurationError(
        "\(setting: "keepBest") needs measurements, and \(setting: "monitor") is off; leave one out")
    }
    if accumulate > 1, batchSize < 2 * accumulate {
      throw ConfigurationError(
        "\(setting: "accumulate") \(accumulate) leaves some micro-batches of a batch of \(batchSize) with less than 2 images; give \(batchSize / 2) or less"
      )
    }
    try KernelLimits(precision: precision, device: device).check(
      batchSize: batchSize, limits: backbone.limits, network: backbone.summary,
      sides: [(views.imageSize, "imageSize")]
        + (progressiveSize.map { [($0, "progressiveSize")] } ?? [])
        + (views.localCrops.map { [($0.imageSize, "localCropSize")] } ?? []))
  }
}
