import FeatureTestSupport
import Foundation
import Runs
import Testing
import TestSupport

@testable import Reporting

/// The report in a real browser, used as a reader does.
@Suite struct BrowserTests {
  private static let isInstalled = ["chromium", "chromium-browser"].contains { name in
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
  }

  @Test(.enabled(if: isInstalled, "Chromium is not installed; `make setup` installs it"))
  func aReaderCanUseTheReport() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder, steps: 400)
    let history = try RunHistory(path: run.path)
    let page = try RunReport([ReportedRun(history: history, study: ReportFixture.study(run))]).page()
    let path = try folder.write(Array(page.html.text.utf8), to: "report.html")
    func codes(_ text: String) -> ReferenceArray {
      let values = text.unicodeScalars.map { Double($0.value) }
      return ReferenceArray(shape: [values.count], values: values)
    }
    let found = try PythonReference.run("browser.py", ["page": codes(path)])
    func text(_ name: String) throws -> String {
      String(String.UnicodeScalarView(try #require(found[name]).values.compactMap { Unicode.Scalar(UInt32($0)) }))
    }
    func number(_ name: String) throws -> Double { try #require(found[name]?.values.first, "\(name)") }

    #expect(try text("title") == "Run run")
    #expect(try text("problems").isEmpty)
    for count in ["requests", "injected", "notANumber", "unnamedPictures", "duplicateIdentifiers"] {
      #expect(try number(count) == 0, "\(count)")
    }
    // Nothing makes the page wider than its window.
    #expect(try [number("overflow1280"), number("overflow380"), number("overflowPrint")] == [0, 0, 0])
    #expect(try number("cardsOutside") == 0)
    #expect(try number("landmarks") == 4)

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
