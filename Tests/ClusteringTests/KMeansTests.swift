import Clustering
import TestSupport
import Testing

@Suite struct KMeansTests {
  /// One iteration alone shows where a group without rows begins anew.
  @Test(arguments: [(false, 300), (true, 300), (true, 1)])
  func agreesWithScikitLearn(hasEmptyGroup: Bool, largestIterationCount: Int) throws {
    let clouds = FeatureClouds(600, dimension: 16, groups: 5, spread: 0.9, seed: 3)
    let table = try FeatureTable(clouds.rows)
    var start = (0..<6).flatMap { row in table.withRows((97 * row)..<(97 * row + 1)) { Array($0) } }
    // Two centres that no row is nearest to.
    if hasEmptyGroup { for place in 0..<32 { start[place] = place < 16 ? 9 : -9 } }
    let reference = try PythonReference.run(
      "clustering.py",
      [
        "rows": ReferenceArray(clouds.rows),
        "start": ReferenceArray(shape: [6, 16], values: start.map(Double.init)),
        "most": ReferenceArray(Double(largestIterationCount)),
      ])
    var clustering = KMeans(clusterCount: 6)
    clustering.largestIterationCount = largestIterationCount
    let found = try clustering.fit(table, from: start)
    let inertia = try #require(reference["inertia"]?.values.first)
    #expect(abs(found.inertia - inertia) < 1e-5 * inertia, "\(found.inertia), not \(inertia)")
    #expect(reference["labels"]?.values == found.labels.map(Double.init))
    #expect(try #require(reference["centers"]).distance(to: found.centers.map(Double.init)) < 1e-5)
    #expect(reference["iterations"]?.values == [Double(found.iterations)])
    #expect(found.isConverged == (largestIterationCount > 1))
    #expect(found.sizes.reduce(0, +) == 600 && !found.sizes.contains(0))
  }

  @Test func threadsAndTheSampleChangeNothingThatCounts() throws {
    let clouds = FeatureClouds(20_000, dimension: 8, groups: 4, spread: 0.3, seed: 5)
    let table = try FeatureTable(clouds.rows)
    var clustering = KMeans(clusterCount: 4)
    clustering.restarts = 2
    let whole = try clustering.fit(table, threads: 1)
    #expect(try clustering.fit(table, threads: 3) == whole)
    // The groups are clear, and so found again, the largest first.
    let agreement = try ClassAgreement(labels: whole.labels, classes: clouds.groups)
    #expect(agreement.adjustedRandIndex.value > 0.99)
    #expect(whole.sizes == whole.sizes.sorted(by: >))
    clustering.largestSample = 1000
    let sampled = try clustering.fit(table, threads: 2)
    #expect(sampled.labels.count == 20_000 && abs(sampled.inertia - whole.inertia) < 1e-3 * whole.inertia)
    clustering.seed = 1
    #expect(abs(try clustering.fit(table).inertia - whole.inertia) < 1e-3 * whole.inertia)
  }

  @Test func theMedoidHasTheLeastMeanSquaredDistance() throws {
    let table = try FeatureTable(FeatureClouds(60, dimension: 5, groups: 3, spread: 0.5, seed: 8).rows)
    let found = try KMeans(clusterCount: 3).fit(table)
    for rows in found.members {
      let sums = rows.map { row in
        rows.reduce(0.0) { sum, other in
          sum
            + table.withRows(row..<(row + 1)) { a in
              table.withRows(other..<(other + 1)) { b in
                zip(a, b).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
              }
            }
        }
      }
      #expect(sums.first == sums.min())
    }
  }

  @Test func whatHasNoGroupsSaysSo() throws {
    let clouds = FeatureClouds(10, dimension: 4, groups: 2, spread: 0.5, seed: 1)
    func message(_ body: () throws -> Void) -> ClusteringError? {
      do { try body() } catch { return error as? ClusteringError }
      return nil
    }
    let table = try FeatureTable(clouds.rows)
    let many = message { _ = try KMeans(clusterCount: 11).fit(table) }
    #expect(many?.kind == .usage && many?.description.contains("10 images") == true)
    let same = message {
      _ = try KMeans(clusterCount: 2).fit(FeatureTable(Array(repeating: [1, 2, 3], count: 7)))
    }
    #expect(same?.kind == .badData && same?.description.contains("all 7 images are the same") == true)
    let few = message {
      _ = try KMeans(clusterCount: 3).fit(FeatureTable([[1, 0], [0, 1], [2, 0], [0, 3]]))
    }
    #expect(few?.description.contains("only 2 different features") == true)
    let broken = message { _ = try FeatureTable([[1, 2], [.nan, 1]]) }
    #expect(broken?.kind == .badData && broken?.description.contains("row 1") == true)
    #expect(message { _ = try FeatureTable([]) }?.kind == .badData)
  }

  @Test func tablesThatAreLargeLieInAFile() throws {
    // 80 MB, more than is kept in memory.
    let piece = [Float](repeating: 3, count: 1 << 20)
    let table = try FeatureTable(count: 20 << 12, dimension: 256) { append in
      for _ in 0..<20 { try piece.withUnsafeBufferPointer { try append($0) } }
    }
    table.withRows(81_919..<81_920) { row in #expect(row.count == 256 && row.allSatisfy { $0 == 0.0625 }) }
    #expect(throws: (any Error).self) {
      try FeatureTable(count: 20 << 12, dimension: 256, in: "/nowhere") { _ in }
    }
  }
}
