import FeatureTestSupport
import Testing

@testable import Evaluation

@Suite struct EvidenceTableTests {
  @Test func rowsLineUpUnderTheirColumns() throws {
    var table = EvidenceTable(labelFraction: 0.1, seed: 1)
    let names = ["raw pixels", "random initialization", "trained"]
    var lines: [String] = []
    for (name, spread) in zip(names, [3, 1.5, 0.2]) {
      try table.add(
        name, training: EvaluationFixtures.clouds(200, dimension: 6, classes: 4, spread: spread, seed: 1),
        test: EvaluationFixtures.clouds(80, dimension: 6, classes: 4, spread: spread, seed: 2)
      ) { lines.append("\($0)") }
    }
    let text = "\(table)".split(separator: "\n").map(String.init)
    #expect(text.count == 4)
    #expect(Set(text.map(\.count)).count == 1)
    #expect(text[0].hasSuffix("linear, 10 % of labels"))
    #expect(zip(text.dropFirst(), names).allSatisfy { $0.hasPrefix($1) && $0.hasSuffix(" %") })
    #expect(table.rows[2].knn.top1 > table.rows[0].knn.top1)
    #expect(text[0].contains("kNN, whitened") && table.rows[2].knnWhitened.top1 > table.rows[0].knnWhitened.top1)
    #expect(table.rows[2].linearFewLabels.trainingImages == 20)
    #expect(table.rows.allSatisfy { $0.knn.k == 20 && $0.knn.temperature == 0.1 })
    #expect(lines.contains { $0.hasPrefix("trained: kNN top-1") })
  }
}
