import Augmentation
import FeatureTestSupport
import Foundation
import NN
import Runs
import Testing
import TestSupport

@testable import Reporting

/// The report as a file.
@Suite struct RunReportTests {
  /// The page without its pictures, whose letters may spell anything.
  private func text(_ runs: [ReportedRun]) throws -> String {
    try RunReport(runs).page().html.text.replacing(#/data:image\/(png|jpeg);base64,[A-Za-z0-9+\/=]*/#, with: "picture")
  }

  private func expectSound(_ page: String) {
    for word in ["NaN", "nan\"", "Infinity", "http://", "https://", "Optional(", "<img src=x"] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.contains("default-src 'none'"))
  }

  @Test func aReportHasEverythingAndNothingFromOutside() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder)
    let page = try text([
      ReportedRun(history: RunHistory(path: run.path), study: ReportFixture.study(run))
    ])
    expectSound(page)
    for section in [
      "summary", "training", "correlation", "spectrum", "accuracy", "neighbors", "map", "views", "configuration",
    ] {
      #expect(page.contains("<section id=\"\(section)\""), "\(section)")
    }
    #expect(page.contains("… No collapse so far") && page.contains("75.00 %") && page.contains("type=\"range\""))
    // The scripts are the page's own, the map's data and the numbers of nine charts, whatever the names are.
    #expect(page.components(separatedBy: "<script nonce=").count == 2)
    #expect(page.components(separatedBy: "<script type=\"application/json\"").count == 11)
    #expect(
      page.components(separatedBy: "<script").count == 12 && page.components(separatedBy: "</script>").count == 12)
    #expect(page.contains("floor (0.07273)"))
  }

  @Test func whatIsMissingIsSaid() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder, steps: 1, moments: 0)
    try FileManager.default.removeItem(atPath: run.evaluationsFile)
    let page = try text([ReportedRun(history: RunHistory(path: run.path), absence: "The images are gone.")])
    expectSound(page)
    #expect(
      page.contains("? Not known") && page.contains("monitor set to diagnosis") && page.contains("monitor set to knn"))
    #expect(page.components(separatedBy: "The images are gone.").count == 4)
    #expect(!page.contains("type=\"range\""))
  }

  @Test func evaluationsAreListedOnceWithWhatTellsThemApart() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder)
    func record(_ top1: Double, k: String, kind: String = "knn", data: String = "d") -> EvaluationRecord {
      EvaluationRecord(
        kind: kind, data: data, step: 1, features: "representation", top1: top1, top5: nil,
        settings: ["k": k, "classes": "7"])
    }
    let records = [record(0.111, k: "5"), record(0.222, k: "20"), record(0.333, k: "5")]
    try ReportFixture.write(records, to: run.evaluationsFile)
    let page = try text([ReportedRun(history: RunHistory(path: run.path), absence: "")])
    // The later one replaces the first; what both share is said once.
    #expect(page.contains("33.30 %") && page.contains("22.20 %") && !page.contains("11.10 %"))
    #expect(page.contains("<td>k 5</td>") && page.contains("In all of them: classes 7."))
    #expect(!page.contains("<th scope=\"col\">run</th>"))

    // Accuracies of different protocols do not stand in one column, and those of other data in none.
    try ReportFixture.write([record(0.444, k: "1", kind: "linear", data: "images")], to: run.evaluationsFile)
    let other = try ReportFixture.writeRun(folder, "other")
    try ReportFixture.write([record(0.555, k: "1", data: "images")], to: other.evaluationsFile)
    let both = try text([run, other].map { ReportedRun(history: try RunHistory(path: $0.path), absence: "") })
    for title in ["Linear probe, top-1", "kNN, top-1", "kNN during training, top-1"] {
      #expect(both.contains(title), "\(title)")
    }
    try ReportFixture.write([record(0.555, k: "1")], to: other.evaluationsFile)
    let apart = try text([run, other].map { ReportedRun(history: try RunHistory(path: $0.path), absence: "") })
    #expect(!apart.contains("kNN, top-1") && apart.contains("55.50 %"))
  }

  @Test func theHeadlineIsOfTheRunsOwnDataAndBesideBaselines() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder)
    func record(_ top1: Double, data: String = "images", labels: String? = nil) -> EvaluationRecord {
      var settings = ["testImages": "1000", "classes": "9", "trainingImages": "900"]
      settings["labels"] = labels
      return EvaluationRecord(
        kind: "linear", data: data, step: 50, features: "representation", top1: top1, top5: nil, settings: settings,
        baselines: [BaselineAccuracy(.majorityClass, top1: 0.2), BaselineAccuracy(.pixels, top1: 0.4321)])
    }
    try ReportFixture.write(
      [record(0.3562), record(0.188, labels: "1.0%"), record(0, data: "/six-images")], to: run.evaluationsFile)
    let history = try RunHistory(path: run.path)
    let reported = ReportedRun(history: history, absence: "")
    #expect(reported.accuracy?.top1 == 0.3562 && reported.learning.verdict == .notLearned)
    let page = try text([reported])
    expectSound(page)
    #expect(page.contains("✕ No, less than a baseline") && page.contains("raw pixels 43.21 %"))
    #expect(page.contains("always the largest class") && page.contains("training images 900"))
    // What is measured for the report counts as the run's own.
    try ReportFixture.write([record(0, data: "/six-images")], to: run.evaluationsFile)
    let later = try RunHistory(path: run.path)
    #expect(ReportedRun(history: later, absence: "").learning.verdict == .unknown)
    let measured = ReportedRun(history: later, study: try ReportFixture.study(run), measured: record(0.7))
    #expect(measured.learning.verdict == .learned && measured.accuracy?.top1 == 0.7)
  }

  @Test func answersComeFirst() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder)
    let page = try text([ReportedRun(history: RunHistory(path: run.path), study: ReportFixture.study(run))])
    let order = [
      "Has it learned?", "Has it collapsed?", "id=\"neighbors\"", "id=\"map\"", "id=\"accuracy\"", "id=\"training\"",
    ]
    let places = order.map { page.range(of: $0)?.lowerBound }
    #expect(places.allSatisfy { $0 != nil } && places.compactMap { $0 } == places.compactMap { $0 }.sorted())
  }

  @Test func withoutAMonitorTheReportMeasuresItself() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder, moments: 0)
    let study = try ReportFixture.study(run, wantsDiagnosis: true)
    let summary = try #require(study.summary)
    let run1 = ReportedRun(history: try RunHistory(path: run.path), study: study)
    #expect(run1.verdict == summary.verdict && !run1.isMonitored)
    let page = try text([run1])
    expectSound(page)
    #expect(page.contains("measured for this report"))
  }

  @Test func localViewsAreShown() throws {
    let folder = try TemporaryFolder()
    let local = LocalCrops(count: 2, imageSize: 8, view: ViewRecipe(crop: RandomResizedCrop(scale: 0.1...0.4)))
    let run = try ReportFixture.writeRun(folder, moments: 0, localCrops: local)
    let study = try ReportFixture.study(run, wantsDiagnosis: true)
    #expect(try text([ReportedRun(history: RunHistory(path: run.path), study: study)]).contains("View local 2 of"))
  }

  @Test func unlabelledAndDamagedImagesAreShown() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder)
    let study = try ReportFixture.study(
      run, pictures: ReportFixture.Pictures(count: 20, isLabelled: false, bad: [0, 7]))
    expectSound(try text([ReportedRun(history: RunHistory(path: run.path), study: study)]))
    let two = try ReportFixture.study(run, pictures: ReportFixture.Pictures(count: 2))
    expectSound(try text([ReportedRun(history: RunHistory(path: run.path), study: two)]))
  }

  @Test func severalRunsAreCompared() throws {
    let folder = try TemporaryFolder()
    let runs = [
      try ReportFixture.writeRun(folder, "first"), try ReportFixture.writeRun(folder, "second", lambda: 0.02),
      try ReportFixture.writeRun(folder, "third", moments: 0, changing: ["objective": "invariance-only"]),
    ]
    let reported = try runs.map { ReportedRun(history: try RunHistory(path: $0.path), absence: "No images.") }
    let page = try text(reported)
    expectSound(page)
    #expect(page.contains("Comparison of 3 runs") && page.contains("The runs differ in objective, lambda."))
    #expect(
      page.contains("class=\"line s2\" data-name=\"third\"")
        && page.contains("<tr class=\"stressed\"><th scope=\"row\">lambda"))
    #expect(page.components(separatedBy: "<tr class=\"stressed\">").count == 3)
  }
}
