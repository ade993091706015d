import Clustering
import TestSupport
import Testing

@testable import Selection

@Suite struct FarthestPointsTests {
  private let clouds = FeatureClouds(500, dimension: 12, groups: 6, spread: 0.8, seed: 21)

  @Test(arguments: [[], [3, 77, 200]]) func areThoseOfThePlainAlgorithm(start: [Int]) throws {
    let reference = try SelectionReference.run(clouds, start: start, count: 60, k: 5)
    let found = try FarthestPoints(FeatureTable(clouds.rows), count: 60, startingFrom: start)
    #expect(reference["chosen"]?.values == found.rows.map(Double.init))
    #expect(try #require(reference["distances"]).distance(to: found.distances.map { Double($0 ?? 0) }) < 1e-5)
    #expect(reference["radius"]?.distance(to: [Double(found.coveringRadius)]) ?? 1 < 1e-5)
    #expect(found.distances.first == .some(nil) || !start.isEmpty)
    #expect((found.radiusBefore == nil) == start.isEmpty)
  }

  @Test func copiesComeLastAndAllCanBeChosen() throws {
    let table = try FeatureTable([[1, 0], [0, 1], [1, 0], [-1, 0], [0, 2]])
    let found = try FarthestPoints(table, count: 5)
    #expect(Set(found.rows) == Set(0..<5) && found.coveringRadius == 0)
    #expect(found.distances.suffix(2) == [0, 0])
    #expect(throws: ClusteringError.self) { try FarthestPoints(table, count: 6) }
    #expect(throws: ClusteringError.self) { try FarthestPoints(table, count: 4, startingFrom: [0, 1]) }
  }

  @Test func typicalRowsStandForAll() throws {
    let table = try FeatureTable(FeatureClouds(300, dimension: 8, groups: 4, spread: 0.15, seed: 2).rows)
    let found = try TypicalRows(table, count: 4)
    #expect(found.sizes == [75, 75, 75, 75] && Set(found.rows.map { $0 % 4 }).count == 4)
  }
}
