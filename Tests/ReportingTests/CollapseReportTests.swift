import Evaluation
import FeatureTestSupport
import Runs
import Testing
import TestSupport
import Torch

@testable import Reporting

/// The page that shows the scenarios of `collapse` side by side.
@Suite struct CollapseReportTests {
  @Test func everyScenarioIsShownWithItsVerdict() throws {
    let folder = try TemporaryFolder()
    let outcomes = try CollapseScenario.allCases.enumerated().map { number, scenario in
      let run = try ReportFixture.writeRun(folder, scenario.name, changing: ["objective": scenario.objective])
      // One scenario has the same features for every image.
      let embeddings = try number == 0 ? Tensor.ones([40, 16]) : Tensor.normal([40, 16], seed: UInt64(number))
      return try CollapseOutcome(scenario, history: RunHistory(path: run.path), embeddings: embeddings)
    }
    // The fixture's runs end healthy, which is what three of the scenarios expect.
    #expect(outcomes.map(\.isAsExpected) == [false, false, true, true, true])

    let page = try CollapseReport(outcomes, data: "fashion-mnist").page().html.text
    for (number, scenario) in CollapseScenario.allCases.enumerated() {
      #expect(page.contains("id=\"features-\(number)\""))
      #expect(page.contains(scenario.name) && page.contains("\(HTML.escaped(scenario.explanation))"))
    }
    // One slider moves the five matrices together.
    #expect(
      page.components(separatedBy: "id=\"correlation-range\"").count == 2 && !page.contains("correlation-0-range"))
    #expect(page.components(separatedBy: "as expected</p>").count == 4)
    // Fifty steps are too few to blame the objective.
    #expect(page.components(separatedBy: "too short to tell: the expected verdict, ✕ Complete collapse").count == 2)
    #expect(outcomes.map(\.isTooShort) == [true, true, false, false, false])
    #expect(page.contains("13 of 16") && page.contains("65.0 %"))
    #expect(!page.contains("NaN") && !page.contains("Optional("))
  }
}
