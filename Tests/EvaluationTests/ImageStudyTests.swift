import Augmentation
import FeatureTestSupport
import TestSupport
import Testing

@testable import Evaluation

/// What a network makes of some images.
@Suite struct ImageStudyTests {
  @Test func theDiagnosisIsOfTwoViews() throws {
    let folder = try TemporaryFolder()
    let local = LocalCrops(count: 2, imageSize: 8, view: ViewRecipe(crop: RandomResizedCrop(scale: 0.1...0.4)))
    let run = try ReportFixture.writeRun(folder, moments: 0, localCrops: local)
    let study = try ReportFixture.study(run, wantsDiagnosis: true)
    let summary = try #require(study.summary)
    #expect(summary.images == 30 && summary.dimension == 16 && summary.correlation.count == 16)
    let diagonal = (0..<16).map { Double(summary.correlation[$0][$0]) }
    #expect(abs(diagonal.reduce(0, +) / 16 - summary.meanDiagonal) < 1e-4)
    #expect(summary.spectrum == summary.spectrum.sorted(by: >) && summary.alignment >= 0 && summary.uniformity <= 0)
    // Local crops are shown, and left out of the diagnosis.
    #expect(study.pairs.count == 6 && study.pairs.allSatisfy { $0.views.count == 4 })
    #expect(study.pairs.allSatisfy { $0.views.allSatisfy { $0.picture.width == 8 && $0.parameters.crop.width > 0 } })
  }

  @Test func unlabelledAndDamagedImagesAreLookedAt() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder)
    let study = try ReportFixture.study(
      run, pictures: ReportFixture.Pictures(count: 20, isLabelled: false, bad: [0, 7]))
    #expect(study.count == 18 && study.purity.isEmpty && !study.names.contains("picture-7"))
    #expect(study.purityNeighbors == nil && study.summary == nil && study.classNames.isEmpty)
    #expect(study.thumbnails.count == 18 && study.thumbnails.allSatisfy { $0.width == 32 && $0.height == 32 })
    #expect(throws: EvaluationError.self) {
      try ReportFixture.study(run, pictures: ReportFixture.Pictures(count: 2, bad: [1]))
    }
  }

  @Test func fewImagesHaveAPlaneAndNoMap() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder)
    let two = try ReportFixture.study(run, pictures: ReportFixture.Pictures(count: 2))
    #expect(two.projections.map(\.name) == ["PCA"])
    guard case .principalAxes(let shares) = two.projections[0].method else {
      Issue.record("two images are not laid out on their principal axes")
      return
    }
    // All that tells two images apart lies on one axis.
    #expect(shares.count == 2 && abs(shares[0] - 1) < 1e-9 && abs(shares[1]) < 1e-9)
    let many = try ReportFixture.study(run)
    #expect(many.projections.map(\.name) == ["t-SNE", "PCA"] && many.projections.allSatisfy { $0.points.count == 30 })
    // A third of the other images, of the first 50 axes at most.
    guard case .tSNE(let perplexity, let axes) = many.projections[0].method else {
      Issue.record("many images have no map")
      return
    }
    #expect(abs(perplexity - 29.0 / 3) < 1e-12 && (2...50).contains(axes))
  }

  @Test func neighboursAreOfTheSameColour() throws {
    let folder = try TemporaryFolder()
    let study = try ReportFixture.study(ReportFixture.writeRun(folder))
    #expect(study.neighbors.count == 8 && study.neighbors.allSatisfy { $0.neighbors.count == 7 })
    #expect(study.neighbors.allSatisfy { row in row.neighbors.allSatisfy { $0.name != row.query.name } })
    #expect(study.purityNeighbors == 10 && study.purity.map(\.images) == [10, 10, 10])
    // Even an untrained network tells colours apart.
    #expect(study.purity.allSatisfy { $0.share > 0.6 })
    #expect(study.pairs.count == 6 && study.pairs[0].views.count == 2)
  }
}
