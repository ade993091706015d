import Foundation
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import BarlowTwins

@Suite struct EmbeddingSummaryTests {
  private static func normal(_ shape: [Int], _ seed: UInt64, std: Double = 1) throws -> Tensor {
    try Tensor.normal(shape, std: std, seed: seed, dtype: .float64)
  }

  /// Views of images whose features have a falling spectrum and are mixed.
  private static func views(_ count: Int, images: Int, dimension: Int, seed: UInt64) throws -> [Tensor] {
    let weights = try Tensor.from((1...dimension).map { 1 / Double($0).squareRoot() }, shape: [dimension])
    let centres = try normal([images, dimension], seed) * weights
    let mixing = try normal([dimension, dimension], seed + 1)
    return try (0..<count).map {
      try (centres + normal([images, dimension], seed + 2 + UInt64($0), std: 0.3) * weights).matmul(mixing) + 0.5
    }
  }

  @Test func theScoreIsAgreementTimesTheEntropyOfTheSingularValues() throws {
    let views = try Self.views(2, images: 60, dimension: 12, seed: 51)
    let found = try EmbeddingDiagnosis(views[0], views[1]).summary
    #expect(abs(found.score - found.meanDiagonal * log(found.rankMe)) < 1e-12 && found.score > 1)
    // All features the same: views that agree fully, in one dimension, are worth nothing; nor are views that contradict.
    let one = try Self.normal([60, 1], 52).matmul(Tensor.from(Array(repeating: 1.0, count: 12), shape: [1, 12]))
    let redundant = try EmbeddingDiagnosis(one, one).summary
    #expect(redundant.meanDiagonal > 0.99 && redundant.score < 0.01)
    #expect(try EmbeddingDiagnosis(views[0], -views[0]).summary.score == 0)
    #expect(try EmbeddingDiagnosis(views[0], Self.normal([60, 12], 53)).summary.score < found.score)
  }

  @Test func numbersAreThoseOfTheDefinitions() throws {
    let sets: [String: [Tensor]] = [
      "tall": try Self.views(2, images: 90, dimension: 24, seed: 1),
      "wide": try Self.views(2, images: 20, dimension: 70, seed: 11),
      "square": try Self.views(2, images: 30, dimension: 30, seed: 21),
      "tall5": try Self.views(5, images: 40, dimension: 24, seed: 31),
      "wide3": try Self.views(3, images: 12, dimension: 70, seed: 41),
    ]
    var inputs: [String: ReferenceArray] = [:]
    for (name, views) in sets {
      for (number, view) in views.enumerated() { inputs["\(name).\(number)"] = try ReferenceArray(view) }
    }
    let reference = try PythonReference.run("diagnosis.py", inputs)
    for (name, views) in sets {
      let summary = try EmbeddingDiagnosis(views: views).summary
      func expect(_ value: Double?, _ key: String, within tolerance: Double) throws {
        let expected = try #require(reference["\(name)/\(key)"]?.values.first)
        let value = try #require(value)
        #expect(abs(value - expected) <= tolerance * max(abs(expected), 1e-3), "\(name) \(key): \(value) \(expected)")
      }
      // Eigenvalues that are zero but for rounding count for the 1e-7 that each p_k has added.
      try expect(summary.lidar, "lidar", within: 1e-4)
      guard views.count == 2 else { continue }
      try expect(summary.alphaReQ, "alphaReQ", within: 1e-8)
      try expect(summary.rankMe, "rankMe", within: 1e-8)
      try expect(summary.alignment, "alignment", within: 1e-12)
      try expect(summary.uniformity, "uniformity", within: 1e-12)
      let spectrum = try #require(reference["\(name)/spectrum"])
      for (value, expected) in zip(summary.spectrum, spectrum.values) {
        #expect(abs(value - max(expected, 0)) < 1e-10 * spectrum.values[0])
      }
      #expect(summary.spectrum.count == min(views[0].size(0), views[0].size(1)))
      let correlation = ReferenceArray(
        shape: [summary.correlation.count, summary.correlation[0].count],
        values: summary.correlation.joined().map(Double.init))
      #expect(correlation.relativeError(to: try #require(reference["\(name)/correlation"])) < 1e-4)
      #expect(try LiDAR.value(views) == summary.lidar)
      #expect(try AlphaReQ.value(views[0]) == summary.alphaReQ)
    }
  }

  @Test func bothGramMatricesSayTheSame() throws {
    let (a, b) = (try Self.normal([40, 40], 1), try Self.normal([40, 40], 2))
    // A column of zeros more makes the same embeddings wide.
    let pad = try Tensor.zeros([40, 1], dtype: .float64)
    let square = try EmbeddingSummary(a, a.adding(b, alpha: 0.3))
    let wide = try EmbeddingSummary(Tensor.cat([a, pad], 1), Tensor.cat([a.adding(b, alpha: 0.3), pad], 1))
    #expect(abs(square.rankMe - wide.rankMe) < 1e-4)
    #expect(abs(square.effectiveDimension - wide.effectiveDimension) < 1e-4)
    #expect(try abs(#require(square.lidar) - #require(wide.lidar)) < 1e-3)
    #expect(abs(square.uniformity - wide.uniformity) < 1e-12)
    #expect(square.deadDimensions == 0 && wide.deadDimensions == 1)
    for (x, y) in zip(square.spectrum, wide.spectrum) { #expect(abs(x - y) < 1e-10) }
  }

  @Test func aPowerLawHasItsExponent() {
    let spectrum = (1...100).map { 3 * pow(Double($0), -1.25) }
    #expect(abs((AlphaReQ.exponent(eigenvalues: spectrum) ?? 0) - 1.25) < 1e-12)
    #expect(abs((AlphaReQ.exponent(eigenvalues: spectrum + [1e-13, 0]) ?? 0) - 1.25) < 1e-12)
    // Down to a ten-billionth of the largest, eigenvalues are spectrum.
    #expect(
      AlphaReQ.exponent(eigenvalues: [1, 1e-5, 2e-10]) != nil
        && AlphaReQ.exponent(eigenvalues: [1, 1e-5, 1e-11]) == nil)
    #expect(AlphaReQ.exponent(eigenvalues: [1, 0.5]) == nil)
    #expect(AlphaReQ.exponent(eigenvalues: [0, 0, 0]) == nil)
    #expect(AlphaReQ.exponent(eigenvalues: []) == nil)
  }

  /// Finite embeddings, whatever they are, give finite numbers and a JSON object.
  @Test(arguments: [[2, 1], [2, 5], [5, 2], [9, 40], [40, 9], [300, 3]])
  func finiteEmbeddingsGiveFiniteNumbers(shape: [Int]) throws {
    let noise = try (1...2).map { try Tensor.normal(shape, seed: UInt64($0)) }
    let row = try noise[0].narrow(start: 0, length: 1)
    let column = try noise[0].narrow(1, start: 0, length: 1)
    let zeros = try Tensor.zeros(shape)
    let kinds: [String: (Tensor, Tensor)] = [
      "noise": (noise[0], noise[1]), "same": (noise[0], noise[0]),
      "opposite": (noise[0], try -noise[0]),
      "zeros": (zeros, zeros), "zeros and noise": (zeros, noise[0]),
      "constant rows": (try zeros + row, try zeros + row),
      "repeated column": (try zeros + column, try zeros + column), "huge": (try noise[0] * 1e30, try noise[1] * 1e30),
      "largest": (try zeros + 3.4e38, try noise[0] * 5e37), "tiny": (try noise[0] * 1e-30, try noise[1] * 1e-30),
      "subnormal": (try noise[0] * 1e-44, try noise[1] * 1e-44), "far away": (try noise[0] + 1e6, try noise[1] + 1e6),
      "one large": (try noise[0] * row * 1e20, try noise[0] * row * 1e-20),
    ]
    for (name, (a, b)) in kinds {
      let summary = try EmbeddingSummary(a, b)
      let json = try JSONEncoder().encode(summary)
      #expect(try JSONDecoder().decode(EmbeddingSummary.self, from: json).verdict == summary.verdict, "\(name)")
      #expect(summary.rankMe >= 0.99 && summary.effectiveDimension >= 0.99, "\(name)")
      #expect(summary.alignment >= 0 && summary.alignment <= 4.000_001, "\(name)")
      #expect(summary.uniformity <= 0 && summary.uniformity >= -8.000_001, "\(name)")
      #expect(summary.relativeSpread >= 0 && summary.relativeSpread <= 1.000_001, "\(name)")
      #expect((0...shape[1]).contains(summary.deadDimensions), "\(name)")
      #expect(!summary.reason.contains("nan") && !summary.reason.contains(" inf "), "\(name)")
      _ = try JSONEncoder().encode(SingleViewSummary(a))
    }
  }

  @Test func whatCannotBeDiagnosedIsNamed() throws {
    let huge = try Tensor.from([1e200, 1, 2, 3], shape: [2, 2])
    let tooLarge = try #require(throws: ObjectiveError.self) { try EmbeddingSummary(huge, huge) }
    #expect(tooLarge.description.contains("scale"))
    let one = try Tensor.ones([1, 3])
    #expect(try #require(throws: ObjectiveError.self) { try SingleViewSummary(one) }.description.contains("2 images"))
    #expect(throws: ObjectiveError.self) { try EmbeddingDiagnosis(views: [one, one, huge]) }
  }

  @Test func deadFeaturesOfEitherViewAreCounted() throws {
    let (a, b) = (try Tensor.normal([50, 8], seed: 1), try Tensor.normal([50, 8], seed: 1))
    try a.narrow(1, start: 0, length: 2).fill(3)
    try b.narrow(1, start: 1, length: 2).fill(0)
    let summary = try EmbeddingSummary(a, b)
    #expect(summary.deadDimensions == 3)
    #expect(try SingleViewSummary(a).deadDimensions == 2)
  }

  /// A feature is dead by either test: its variance is nothing to batch normalization, or nothing beside its size.
  @Test func deadFeaturesVaryTooLittleInThemselvesOrBesideTheirSize() throws {
    let z = try Tensor.normal([400, 4], seed: 1, dtype: .float64)
    let scales = try Tensor.from([1e-3, 1, 1, 1] as [Double], shape: [4])
    let offsets = try Tensor.from([0, 200, 50, 0] as [Double], shape: [4])
    #expect(try SingleViewSummary(z * scales + offsets).deadDimensions == 2)
  }

  @Test func theWorseViewCounts() throws {
    let wide = try Self.normal([200, 30], 1)
    let narrow = try wide * Tensor.from((0..<30).map { exp(-0.1 * Double($0)) }, shape: [30])
    let copies = try Tensor.cat([Tensor](repeating: wide.narrow(1, start: 0, length: 10), count: 3), 1)
    for (a, b) in [(wide, copies), (copies, wide)] {
      #expect(try abs(EmbeddingSummary(a, b).effectiveDimension - SingleViewSummary(copies).effectiveDimension) < 1e-9)
    }
    // Features that are weak, but not dead, count as much as others.
    #expect(try SingleViewSummary(narrow).effectiveDimension > 25)
    let flat = try wide + 3
    for (a, b) in [(wide, flat), (flat, wide)] {
      #expect(try abs(EmbeddingSummary(a, b).relativeSpread - SingleViewSummary(flat).relativeSpread) < 1e-12)
    }
    // A standard deviation of 1 beside an offset of 3.
    #expect(try abs(SingleViewSummary(flat).relativeSpread - 0.1.squareRoot()) < 0.01)
    let both = try (UnitSphere.uniformity(wide) + UnitSphere.uniformity(flat)) / 2
    #expect(try abs(EmbeddingSummary(wide, flat).uniformity - both) < 1e-12)
  }

  /// Each direction in which nothing differs has p = ε.
  @Test func directionsWithoutAnythingCountForLiDAR() throws {
    let views = try Self.views(2, images: 40, dimension: 30, seed: 3)
    let zeros = try Tensor.zeros([40, 2000], dtype: .float64)
    let own = try #require(try LiDAR.value(views))
    let padded = try #require(try LiDAR.value(views.map { try Tensor.cat([$0, zeros], 1) }))
    let factor = exp(-2000 * LiDAR.epsilon * log(LiDAR.epsilon))
    #expect(factor > 1.003)
    #expect(abs(padded / (own * factor) - 1) < 1e-6)
  }

  @Test func theSpectrumIsCutTo512() throws {
    let z = try Self.normal([520, 516], 1)
    let summary = try SingleViewSummary(z)
    #expect(summary.spectrum.count == 512 && summary.spectrum == summary.spectrum.sorted(by: >))
    #expect(try EmbeddingSummary(z, z).spectrum == summary.spectrum)
  }

  @Test func twoFeaturesCorrelateAsTheyAreMade() throws {
    let z = try Self.normal([4000, 2], 1)
    let (x, y) = (try z.narrow(1, start: 0, length: 1), try z.narrow(1, start: 1, length: 1))
    let pair = try Tensor.cat([x, x * 0.6 + y * 0.8], 1)
    #expect(try abs(SingleViewSummary(pair).rmsCorrelation - 0.6) < 0.03)
  }

  @Test func aVarianceOfEpsilonIsHalfAlive() throws {
    // Variances of exactly 1e-5 are halved by the ε of batch normalization.
    let signs = try Tensor.from((0..<8).map { $0 % 2 == 0 ? 1.0 : -1 }, shape: [8, 1])
    let columns = try signs * Tensor.from([1e-5.squareRoot(), 1e-5.squareRoot()], shape: [2])
    #expect(try abs(ViewStatistics(columns).liveShare - 0.5) < 1e-9)
  }

  @Test func oneViewTellsOfCollapseOnly() throws {
    let noise = try Tensor.normal([128, 16], seed: 1)
    #expect(try SingleViewSummary(noise).verdict == nil)
    #expect(try SingleViewSummary(noise).reason.contains("second view"))
    #expect(try SingleViewSummary(noise * 1e-4 + 1).verdict == .completeCollapse)
    let rank1 = try Tensor.normal([128, 1], seed: 2).matmul(Tensor.normal([1, 16], seed: 3))
    #expect(try SingleViewSummary(rank1).verdict == .redundant)
  }

  @Test func pairsAmongManyRowsAreThoseOfEvenlySpacedOnes() throws {
    let rows = try Tensor.normal([40, 3], seed: 1)
    // Each row three times over: every third one is each of them once.
    let many = try rows.unsqueeze(1).indexSelect(1, Tensor.from([0, 0, 0], shape: [3])).reshape([-1, 3])
    #expect(try UnitSphere.uniformity(many, mostRows: 40) == UnitSphere.uniformity(rows))
    #expect(try UnitSphere.uniformity(many) > UnitSphere.uniformity(rows))
  }
}
