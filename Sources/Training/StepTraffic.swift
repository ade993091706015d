import BarlowTwins
import Runs

/// What each of the processes that train together sends in a step, in bytes; it receives as much.
public struct StepTraffic: Equatable, Sendable {
  /// Sums of the gradients.
  public let gradients: Double
  /// The embeddings of all rows, and what else the objective compares; or the sums of C, where they are less.
  public let embeddings: Double
  /// Whether the sums of C are sent instead of embeddings.
  public let sumsCorrelations: Bool
  /// The images of one view, where they are mixed.
  public let images: Double

  /// - Parameters:
  ///   - configuration: The training, resolved.
  ///   - parameters: The number of the network's parameters.
  ///   - processes: The number of processes.
  public init(_ configuration: TrainingConfiguration, parameters: Int, processes: Int) {
    // Of what all have in the end, each sends its part to all others; of a sum, once to add and once to tell.
    let share = Double(processes - 1) / Double(processes)
    let kind = type(of: configuration.objective)
    let tables = configuration.views.viewCount * (kind.needsPredictor ? 2 : 1) + (kind.mixesImages ? 1 : 0)
    let side = configuration.views.imageSize
    let gradientBytes = parameters * (configuration.compress == .off ? 4 : 2)
    gradients = 2 * share * Double(gradientBytes)
    let (images, dimension, views) = (
      configuration.batchSize, configuration.dimension, configuration.views.viewCount
    )
    sumsCorrelations =
      (configuration.objective as? any PartedObjective)?
      .sumsCorrelations(images: images, dimension: dimension, viewCount: views) ?? false
    let (sums, gathered) = (2 * (2 * views - 3) * dimension * dimension, tables * images * dimension)
    embeddings = share * Double(4 * (sumsCorrelations ? sums : gathered))
    let pixels = kind.mixesImages ? images * configuration.channels * side * side : 0
    self.images = share * Double(4 * pixels)
  }
}
