import Foundation
import NN
import Settings

/// Fits a recipe that leaves sizes open to the number of images and to what the machine can do in the time that is given.
///
/// A few minutes are spent best on thousands of steps, and a small network on small views learns more in them than a large one
/// that hardly begins: docs/short-training.md has the experiments.
extension TrainingConfiguration {
  /// A network and the side of its views.
  private struct Size {
    let backbone: ResNetVariant
    let width: Int
    let stem: ResNetStem
    let imageSize: Int
  }

  /// From what trains everywhere to what a large machine trains in a day.
  private static let ladder = [
    Size(backbone: .resnet10, width: 16, stem: .strided, imageSize: 32),
    Size(backbone: .resnet10, width: 16, stem: .strided, imageSize: 48),
    Size(backbone: .resnet10, width: 16, stem: .strided, imageSize: 64),
    Size(backbone: .resnet10, width: 32, stem: .strided, imageSize: 64),
    Size(backbone: .resnet10, width: 48, stem: .strided, imageSize: 80),
    Size(backbone: .resnet18, width: 48, stem: .strided, imageSize: 96),
    Size(backbone: .resnet18, width: 64, stem: .imagenet, imageSize: 128),
    Size(backbone: .resnet18, width: 64, stem: .imagenet, imageSize: 176),
    Size(backbone: .resnet18, width: 64, stem: .imagenet, imageSize: 224),
  ]

  /// The same for images that are small themselves, whose details a stem that halves them would lose.
  private static let ladderOfSmallImages = [
    Size(backbone: .resnet10, width: 16, stem: .cifar, imageSize: 24),
    Size(backbone: .resnet18, width: 16, stem: .cifar, imageSize: 24),
    Size(backbone: .resnet18, width: 32, stem: .cifar, imageSize: 28),
    Size(backbone: .resnet18, width: 64, stem: .cifar, imageSize: 32),
  ]

  /// The side of images in pixels up to which they are small.
  private static let smallSide = 40

  /// The steps below which a training is better off with a smaller network.
  private static let leastSteps = 2000.0

  /// The time for which sizes are chosen where a training is given epochs, in seconds.
  private static let usualSeconds = 600.0

  /// The largest share of a training that the warm-up takes.
  private static let mostWarmup = 0.1

  /// Whether something of a size is open.
  private var isFitted: Bool {
    let sizes = ["imageSize", "backbone"] + (backbone is ResNetConfiguration ? ["width", "stem"] : [])
    return !sizes.allSatisfy(fixed.contains)
  }

  /// Chooses batch, network, side of views and warm-up, as far as nobody has.
  ///
  /// - Parameters:
  ///   - data: The data.
  ///   - count: The number of images to train on.
  ///   - machine: Tells what a step costs.
  /// - Returns: What was chosen and why, a line for each choice.
  /// - Throws: `TorchError` if a step cannot be measured.
  mutating func fit(to data: DataFacts, count: Int, on machine: MachineFacts) throws -> [String] {
    guard isFitted else { return [] }
    var reasons: [String] = []
    if case .minutes(let minutes) = length, !fixed.contains("minutes") {
      reasons.append("minutes \(JSONValue.number(minutes)): the recipe's; more of them get a larger network")
    }
    if !fixed.contains("batchSize") {
      batchSize = Self.fittingBatch(of: count)
      let (steps, left) = count.quotientAndRemainder(dividingBy: batchSize)
      reasons.append(
        "batchSize \(batchSize): \(steps) \(steps == 1 ? "step" : "steps") an epoch of \(count) images"
          + (left > 0 ? ", \(left) left out, each image in its turn" : ""))
    }
    let seconds: Double = if case .minutes(let minutes) = length { 60 * minutes } else { Self.usualSeconds }
    var chosen = self
    var steps = 0.0
    var larger: (size: String, steps: Double)?
    var last: TrainingConfiguration?
    for size in data.side.map({ $0 <= Self.smallSide }) ?? false ? Self.ladderOfSmallImages : Self.ladder {
      let candidate = with(size)
      if candidate == last || candidate.views.imageSize < candidate.backbone.limits.leastSide { continue }
      if let side = data.side, last != nil, candidate.views.imageSize > max(side, chosen.views.imageSize) { break }
      let cost = try machine.stepCost(candidate)
      let own = Double(candidate.batchSize) / Double(machine.processes)
      let possible = seconds / (cost.meanSecondsPerImage(candidate) * own)
      guard last == nil || possible >= Self.leastSteps else {
        larger = ("\(candidate.backbone.summary), \(candidate.views.imageSize) pixels", possible)
        break
      }
      (chosen, last, steps) = (candidate, candidate, possible)
    }
    self = chosen
    let minutes = JSONValue.number((seconds / 60 * 100).rounded() / 100)
    reasons.append(
      "\(backbone.summary), imageSize \(views.imageSize): about \(Int(steps)) steps fit into \(minutes) minutes here"
        + (larger.map { ", of the next larger size (\($0.size)) \(Int($0.steps))" } ?? ""))
    reasons += fitWarmup(stepsPerEpoch: max(count / batchSize, 1), steps: steps)
    return reasons
  }

  /// Shortens a warm-up that would take too much of the training.
  private mutating func fitWarmup(stepsPerEpoch: Int, steps: Double) -> [String] {
    guard !fixed.contains("warmupEpochs") else { return [] }
    let epochs: Double =
      if case .epochs(let epochs) = length { Double(epochs) } else { steps / Double(stepsPerEpoch) }
    let most = (Self.mostWarmup * epochs * 100).rounded(.down) / 100
    guard warmupEpochs > most else { return [] }
    warmupEpochs = most
    return ["warmupEpochs \(JSONValue.number(most)): a tenth of the training"]
  }

  /// The configuration with a size, as far as nobody has chosen otherwise.
  private func with(_ size: Size) -> TrainingConfiguration {
    var result = self
    if !fixed.contains("imageSize") {
      result.views.imageSize = size.imageSize
      if let progressiveSize { result.progressiveSize = min(progressiveSize, size.imageSize) }
    }
    guard var network = backbone as? ResNetConfiguration else { return result }
    if !fixed.contains("backbone") { network.variant = size.backbone }
    if !fixed.contains("width") { network.width = size.width }
    if !fixed.contains("stem") { network.stem = size.stem }
    result.backbone = network
    return result
  }

  /// A batch that an epoch has sixteen of or more, from 32 to 128 images, which leaves out few of them; even.
  static func fittingBatch(of count: Int) -> Int {
    let most = min(max(count / 16, 32), 128)
    guard count > 2 * most else { return max(min(most, count) / 2 * 2, 2) }
    let candidates = stride(from: most / 2 * 2, through: most * 4 / 5, by: -2)
    return candidates.min { count % $0 < count % $1 } ?? most
  }
}
