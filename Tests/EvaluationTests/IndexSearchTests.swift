import Encoders
import Evaluation
import FeatureTestSupport
import TensorFiles
import Testing
import TestSupport
import Torch

@Suite struct IndexSearchTests {
  private let folder: TemporaryFolder
  private let features: ExtractedFeatures
  private let index: FeatureIndex

  init() throws {
    folder = try TemporaryFolder()
    features = try EvaluationFixtures.clouds(300, dimension: 7, classes: 4, seed: 3)
    let path = folder.file("index.safetensors")
    try FeatureIndexWriter(features, kind: "representation", fingerprint: "f0").write(to: path)
    index = try FeatureIndex(contentsOf: path)
  }

  @Test func findsWhatABankFindsInTheSameOrder() throws {
    let queries = try Tensor.normal([50, 7], seed: 8)
    let expected = try FeatureBank(features.features).neighbors(of: queries, k: 9)
    let found = try IndexSearch(index).neighbors(of: queries, k: 9)
    #expect(found.flatMap { $0.map(\.name) } == expected.rows.map { "image-\($0)" })
    #expect(zip(found.joined(), expected.similarities).allSatisfy { abs($0.similarity - $1) < 1e-6 })
    #expect(found[0][0].label == features.labels[Int(expected.rows[0])].map(String.init))
  }

  @Test func aStoredImageIsNotItsOwnNeighbour() throws {
    let search = try IndexSearch(index)
    let rows = [17, 0, 299]
    let found = try search.neighbors(of: search.features(of: rows), k: 5, leavingOut: rows)
    let expected = try FeatureBank(features.features).neighbors(
      of: features.features, k: 5, excludesOwnRows: true)
    for (place, row) in rows.enumerated() {
      #expect(found[place].map(\.name) == expected.rows[(row * 5)..<(row * 5 + 5)].map { "image-\($0)" })
    }
    #expect(throws: EvaluationError.self) {
      try search.neighbors(of: search.features(of: [1]), k: 300, leavingOut: [1])
    }
    #expect(try search.neighbors(of: search.features(of: [1]), k: 300)[0].count == 300)
  }

  @Test func valuesThatAreNoDirectionsAreNamed() throws {
    for bad in [Float.nan, .infinity, 3] {
      let values = try Tensor.zeros([5, 3])
      try values.narrow(1, start: 0, length: 1).fill(1)
      try values.narrow(start: 3, length: 1).fill(Double(bad))
      let bank = FeatureBank(directions: values, source: "x.safetensors")
      let query = try Tensor.ones([2, 3])
      let error = #expect(throws: EvaluationError.self) { try bank.neighbors(of: query, k: 1) }
      #expect(error?.description.contains("x.safetensors is damaged: row 3") == true, "\(String(describing: error))")
    }
  }
}
