import FeatureTestSupport
import Foundation
import Runs
import Testing
import TestSupport

@testable import Reporting

/// The report in a real browser, used as a reader does.
@Suite struct BrowserTests {
  @Test(.enabled(if: BrowserVisit.isInstalled, "\(BrowserVisit.absence)"))
  func aReaderCanUseTheReport() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder, steps: 400)
    let history = try RunHistory(path: run.path)
    var measured = EvaluationRecord(
      kind: "knn", data: history.record.data, step: 50, features: "representation", top1: 0.75, top5: nil,
      settings: ["k": "5"])
    measured.classNames = [ReportFixture.hostile, "a kind of bird with a long name", "cat"]
    measured.confusion = [[8, 1, 1], [0, 9, 1], [2, 3, 5]]
    let page = try RunReport([
      ReportedRun(history: history, study: ReportFixture.study(run), measured: measured)
    ]).page()
    let path = try folder.write(Array(page.html.text.utf8), to: "report.html")
    let visit = try BrowserVisit("browser.py", page: path)
    func text(_ name: String) throws -> String { try visit.text(name) }
    func number(_ name: String) throws -> Double { try visit.number(name) }

    #expect(try text("title") == "Run run")
    #expect(try text("problems").isEmpty)
    for count in ["requests", "injected", "notANumber", "unnamedPictures", "duplicateIdentifiers"] {
      #expect(try number(count) == 0, "\(count)")
    }
    // Nothing makes the page wider than its window.
    #expect(try [number("overflow1280"), number("overflow380"), number("overflowPrint")] == [0, 0, 0])
    #expect(try number("cardsOutside") == 0)
    #expect(try number("landmarks") == 4)
    let covered = try text("covered")
    #expect(try covered.isEmpty && number("heatMaps") > 0, "\(covered)")

    // Read and heard: every role that is spoken has a name, every stop of the Tab key can be seen, and all words stand out.
    #expect(try text("unnamedRoles").isEmpty && number("unseenStops") == 0)
    let headings = try text("headings").split(separator: "|").map(String.init)
    #expect(headings.starts(with: ["Run run", "Summary", "Has it learned?", "Has it collapsed?"]), "\(headings)")
    let roles = try Set(text("roles").split(separator: "|").map(String.init))
    #expect(
      roles.isSuperset(of: ["main", "navigation", "heading", "slider", "radio", "table", "columnheader", "rowheader"]),
      "\(roles)")
    let stops = try text("stops").split(separator: "|").map(String.init)
    #expect(stops.first?.contains("Skip") == true && (10...120).contains(stops.count), "\(stops)")
    #expect(try text("faint-light").isEmpty && text("faint-dark").isEmpty)
    // The answers come first: on a desk's first screen all of them, on a telephone's the first one.
    #expect(
      try text("sections").hasPrefix("summary|neighbors|map|accuracy|training|correlation"))
    let desk = try visit.values("deskAnswers")
    #expect(try desk.count == 2 && desk.allSatisfy { $0 < 1 } && number("deskQuestions") < 1.2, "\(desk)")
    #expect(try number("telephoneAnswers") < 1 && number("telephoneQuestions") < 3)
    #expect(try number("deskOverflow") == 0 && number("telephoneOverflow") == 0)

    // The slider: the first moment's matrix and words for the last one's.
    #expect(try number("sliderCount") == 4 && number("sliderMoved") == 1)
    #expect(try text("sliderLabelBefore").hasPrefix("step 30 ") && text("sliderLabelAfter").hasPrefix("step 0 "))
    #expect(try text("sliderSpoken") == text("sliderLabelAfter"))

    // Every curve of more than forty points gets a smooth one beside it.
    #expect(try number("smoothed") == 2 && number("unsmoothed") == 1 && number("smoother") < 1)
    #expect(try text("savedName") == "loss.csv" && text("savedHead").hasPrefix("step,loss,loss lowest,loss highest,"))
    #expect(try number("savedLines") == 321)

    #expect(try text("readout").hasPrefix("step 400: loss 1."))
    #expect(try text("tip").contains(ReportFixture.hostile) && number("layoutMoved") == 1)
    #expect(try text("light") != text("dark") && text("light") == text("lightAgain") && number("pressed") == 1)
  }
}
