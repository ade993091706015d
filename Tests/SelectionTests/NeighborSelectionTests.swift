import Clustering
import TestSupport
import Testing
import Torch

@testable import Selection

@Suite struct NeighborSelectionTests {
  @Test func outliersAreFarFromTheirNeighbors() throws {
    let clouds = FeatureClouds(300, dimension: 10, groups: 3, spread: 0.4, seed: 4)
    let reference = try SelectionReference.run(clouds, k: 10)
    let found = try OutlierRows(FeatureTable(clouds.rows))
    #expect(try #require(reference["neighbour"]).distance(to: found.distances.map(Double.init)) < 1e-5)
    #expect(try #require(reference["scores"]).distance(to: found.scores) < 1e-2)
    #expect(found.k == 10 && found.references == 300)
    // Rows of another kind come first, and are above the threshold.
    let strange = FeatureClouds(3, dimension: 10, groups: 3, spread: 0, seed: 99).rows.map { $0.map { 4 * $0 } }
    let mixed = try OutlierRows(FeatureTable(clouds.rows + strange))
    #expect(Set(mixed.ranking.prefix(3)) == [300, 301, 302] && mixed.count >= 3)
    let same = try OutlierRows(FeatureTable(Array(repeating: [1, 2], count: 12)))
    #expect(same.count == 0 && same.scores.allSatisfy { $0 == 0 })
    #expect(throws: ClusteringError.self) { try OutlierRows(FeatureTable([[1, 2], [2, 1]])) }
  }

  @Test func wrongLabelsAreFound() throws {
    let clouds = FeatureClouds(400, dimension: 10, groups: 4, spread: 0.5, seed: 6)
    var labels = clouds.groups
    let wrong = Array(stride(from: 5, to: 400, by: 39))
    for row in wrong { labels[row] = (labels[row] + 1 + row % 3) % 4 }
    let reference = try SelectionReference.run(clouds, k: 20, labels: labels)
    let table = try FeatureTable(clouds.rows)
    let found = try SuspectLabels(table, labels: labels)
    let (own, other) = (try #require(reference["own"]).values, try #require(reference["other"]).values)
    for verdict in found.ranking {
      #expect(abs(verdict.ownShare - own[verdict.row]) < 1e-4 && abs(verdict.confidence - other[verdict.row]) < 1e-4)
      #expect(verdict.label == labels[verdict.row])
    }
    for row in wrong {
      #expect(found.ranking.first { $0.row == row }?.suggestion == clouds.groups[row])
    }
    let suspects = found.ranking.prefix(found.count)
    #expect(Set(suspects.map(\.row)) == Set(own.indices.filter { own[$0] == 0 }))
    #expect(suspects.map(\.confidence) == suspects.map(\.confidence).sorted(by: >))
    // Two of the wrong ones may be neighbours of one class.
    #expect(Set(wrong).subtracting(suspects.map(\.row)).count <= 2 && suspects.count < 20)
  }

  @Test func whatCannotBeJudgedIsLeftOut() throws {
    let clouds = FeatureClouds(40, dimension: 6, groups: 2, spread: 0.3, seed: 7)
    let table = try FeatureTable(clouds.rows)
    var labels: [Int?] = clouds.groups
    (labels[3], labels[4]) = (nil, 9)
    let found = try SuspectLabels(table, labels: labels)
    #expect(found.unjudged == 1 && found.ranking.count == 38 && found.references == 39)
    #expect(!found.ranking.contains { $0.row == 3 || $0.row == 4 })
    #expect(throws: ClusteringError.self) { try SuspectLabels(table, labels: Array(repeating: 1, count: 40)) }
    #expect(throws: ClusteringError.self) { try SuspectLabels(table, labels: Array(repeating: nil, count: 40)) }
  }

  @Test func theLeastCertainComeFirst() throws {
    let table = try Tensor.from([0.5, 0.3, 0.2, 0.9, 0.05, 0.05, 0.4, 0.4, 0.2] as [Float], shape: [3, 3])
    let found = try UncertainRows(probabilities: table)
    #expect(found.ranking == [2, 0, 1])
    #expect(zip(found.margins, [0.2, 0.85, 0] as [Float]).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(throws: ClusteringError.self) {
      try UncertainRows(probabilities: Tensor.from([1, 1] as [Float], shape: [2, 1]))
    }
    #expect(throws: ClusteringError.self) {
      try UncertainRows(probabilities: Tensor.from([0.5, 0.1] as [Float], shape: [1, 2]))
    }
  }
}
