import TestSupport
import Testing

@testable import Clustering

@Suite struct GroupMeasuresTests {
  private let clouds = FeatureClouds(400, dimension: 6, groups: 4, spread: 0.8, seed: 11)

  @Test func agreeWithScikitLearn() throws {
    let table = try FeatureTable(clouds.rows)
    var clustering = KMeans(clusterCount: 5)
    clustering.restarts = 1
    var groups = try clustering.fit(table).labels
    // A group of one row.
    groups[17] = 5
    let reference = try PythonReference.run(
      "clustering.py",
      [
        "rows": ReferenceArray(clouds.rows), "groups": ReferenceArray(groups.map { Int($0) }),
        "classes": ReferenceArray(clouds.groups),
      ])
    let silhouette = try Silhouette(table, labels: groups, threads: 2)
    #expect(try #require(reference["silhouette"]).distance(to: silhouette.values) < 1e-5)
    #expect(silhouette.values[17] == 0)
    let agreement = try ClassAgreement(labels: groups, classes: clouds.groups, permutations: 400)
    #expect(reference["nmi"]?.distance(to: [agreement.normalizedMutualInformation.value]) ?? 1 < 1e-12)
    #expect(reference["ari"]?.distance(to: [agreement.adjustedRandIndex.value]) ?? 1 < 1e-12)
    #expect(reference["purity"]?.distance(to: [agreement.purity.value]) ?? 1 < 1e-12)
    #expect(reference["chance"]?.distance(to: [agreement.normalizedMutualInformation.chance]) ?? 1 < 1e-3)
    #expect(abs(agreement.adjustedRandIndex.chance) < 2e-3)
    #expect(agreement.purity.chance < agreement.purity.value && agreement.purity.chance > 0.25)
    #expect(agreement.images == 400 && agreement.classes == 4)
  }

  @Test func imagesWithoutAClassTakeNoPart() throws {
    let agreement = try ClassAgreement(labels: [0, 0, 1, 1, 1], classes: [3, 3, 7, 7, nil])
    #expect(agreement.normalizedMutualInformation.value == 1 && agreement.adjustedRandIndex.value == 1)
    #expect(agreement.purity.value == 1 && agreement.images == 4)
    #expect(throws: ClusteringError.self) { try ClassAgreement(labels: [0, 1], classes: [nil, nil]) }
    // One class: everything is pure, and nothing is told.
    let single = try ClassAgreement(labels: [0, 0, 1], classes: [5, 5, 5])
    #expect(single.purity.value == 1 && single.purity.chance == 1 && single.normalizedMutualInformation.value == 0)
  }

  @Test(arguments: [false, true]) func wardAgreesWithSciPy(isWeighted: Bool) throws {
    let rows = Array(clouds.rows.prefix(isWeighted ? 30 : 150))
    let weights = rows.indices.map { isWeighted ? $0 % 4 + 1 : 1 }
    let reference = try PythonReference.run(
      "clustering.py", ["rows": ReferenceArray(rows), "weights": ReferenceArray(weights)])
    let table = try FeatureTable(rows)
    let tree = try WardLinkage.hierarchy(of: table, weights: weights)
    let expected = try #require(reference["linkage"]).values
    let all = stride(from: 0, to: expected.count, by: 4).map { Array(expected[$0..<($0 + 4)]) }
    // Rows that are repeated are joined first, at height 0.
    let last = all.suffix(rows.count - 1)
    for (join, row) in zip(tree.joins, last) { #expect(abs(join.height - row[2]) < 1e-6) }
    #expect(tree.joins.last?.leaves == rows.count)
    if !isWeighted {
      #expect(tree.joins.map { [Double($0.first), Double($0.second)] } == last.map { [$0[0], $0[1]] })
      #expect(tree.joins.map { Double($0.leaves) } == last.map { $0[3] })
    }
    let cut = try #require(reference["cut"]).values.map { Int($0) }
    var first = 0
    let cutOfRows = weights.map { weight in
      defer { first += weight }
      return cut[first]
    }
    #expect(try ClassAgreement(labels: tree.cut(into: 4), classes: cutOfRows).adjustedRandIndex.value == 1)
  }

  @Test func aTreeIsDrawnAndCut() throws {
    let tree = try WardLinkage.hierarchy(of: FeatureTable([[1, 0], [0, 1], [1, 0.1], [0.1, 1]]))
    #expect(tree.groups(2) == [[0, 2], [1, 3]])
    #expect(tree.cut(into: 4) == [0, 1, 2, 3] && tree.cut(into: 1) == [0, 0, 0, 0])
    let lines = tree.lines { "leaf \($0)" }
    #expect(lines == ["1.90 ┬ 0.10 ┬ leaf 0", "     │      └ leaf 2", "     └ 0.10 ┬ leaf 1", "            └ leaf 3"])
    #expect(throws: ClusteringError.self) { try WardLinkage.hierarchy(of: FeatureTable([[1, 0]])) }
  }

  @Test func theClearestNumberOfGroupsIsChosen() throws {
    let table = try FeatureTable(FeatureClouds(300, dimension: 8, groups: 4, spread: 0.15, seed: 2).rows)
    let curve = try ClusterCountSearch().curve(table)
    #expect(ClusterCountSearch.best(curve)?.clusters == 4)
    #expect(curve.map(\.clusters).prefix(9) == [2, 3, 4, 5, 6, 7, 8, 9, 10])
    #expect(throws: ClusteringError.self) {
      try ClusterCountSearch().curve(FeatureTable(Array(repeating: [1, 2], count: 9)))
    }
  }
}
