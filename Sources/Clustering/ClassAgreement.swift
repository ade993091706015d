import Foundation
import Randomness

/// How well groups agree with classes, beside what groups of the same sizes would reach by chance.
public struct ClassAgreement: Sendable, Equatable, Encodable {
  /// A measure, from 0 or less to 1 for full agreement.
  public struct Measure: Sendable, Equatable, Encodable {
    /// What the groups reach.
    public let value: Double
    /// The mean over random permutations of the classes among the images.
    public let chance: Double
  }

  /// The mutual information of groups and classes, divided by the mean of both entropies (scikit-learn's `arithmetic`).
  public let normalizedMutualInformation: Measure
  /// The Rand index, adjusted so that chance is 0 (Hubert and Arabie, "Comparing partitions", 1985).
  public let adjustedRandIndex: Measure
  /// The share of images that are of the most frequent class of their group.
  public let purity: Measure
  /// The number of images that have a class.
  public let images: Int
  /// The number of classes among them.
  public let classes: Int

  /// Compares groups with classes.
  ///
  /// - Parameters:
  ///   - labels: The group of each image.
  ///   - classes: The class of each image; images without one are left out.
  ///   - permutations: How many random permutations tell what chance reaches.
  ///   - seed: The seed of the permutations.
  /// - Throws: ``ClusteringError`` if the counts differ or no image has a class.
  public init(labels: [Int32], classes: [Int?], permutations: Int = 20, seed: UInt64 = 0) throws {
    guard labels.count == classes.count else {
      throw ClusteringError(
        .usage, "\(labels.count) groups do not fit \(classes.count) classes; give one of each a row")
    }
    let pairs = zip(labels, classes).compactMap { label, name in name.map { (Int(label), $0) } }
    guard !pairs.isEmpty else {
      throw ClusteringError(.badData, "no image has a class; put each class into a folder of its own")
    }
    let groups = Self.numbered(pairs.map(\.0))
    var others = Self.numbered(pairs.map(\.1))
    let found = ContingencyTable(groups, others)
    var generator = SplitMix64(seed: seed, stream: 0)
    var (information, rand, purity) = (0.0, 0.0, 0.0)
    for _ in 0..<max(permutations, 1) {
      generator.shuffle(&others)
      let table = ContingencyTable(groups, others)
      information += table.normalizedMutualInformation
      rand += table.adjustedRandIndex
      purity += table.purity
    }
    let share = 1 / Double(max(permutations, 1))
    normalizedMutualInformation = Measure(value: found.normalizedMutualInformation, chance: information * share)
    adjustedRandIndex = Measure(value: found.adjustedRandIndex, chance: rand * share)
    self.purity = Measure(value: found.purity, chance: purity * share)
    images = pairs.count
    self.classes = found.columns
  }

  /// The same values, numbered without gaps in ascending order.
  private static func numbered(_ values: [Int]) -> [Int] {
    let known = Set(values).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    return values.compactMap { numbers[$0] }
  }
}
