import FeatureTestSupport
import Testing
import Torch

@testable import Evaluation

/// Whatever takes long asks now and then whether to go on, so that Ctrl-C ends it soon.
@Suite struct CancellationTests {
  private struct Stop: Error {}

  /// Calls `body` with a progress closure that throws at its n-th call, for each n until `body` comes to its end.
  ///
  /// - Returns: How often `body` asks.
  private func calls(_ body: (() throws -> Void) throws -> Void) throws -> Int {
    var limit = 0
    while true {
      var calls = 0
      do {
        try body {
          calls += 1
          if calls > limit { throw Stop() }
        }
        return calls
      } catch is Stop {
        // Nothing goes on after the closure has thrown.
        #expect(calls == limit + 1)
      }
      limit += 1
    }
  }

  @Test func aBankIsMadeAndSearchedInBlocks() throws {
    let features = try Tensor.normal([70_000, 64], seed: 1)
    #expect(try calls { go in _ = try FeatureBank(features) { _ in try go() } } == 3)
    var shares: [Double] = []
    let bank = try FeatureBank(features) { shares.append(Double($0.done) / Double($0.total)) }
    #expect(shares.count == 3 && shares == shares.sorted() && shares.last == 1)
    let queries = try features.narrow(start: 0, length: 300)
    #expect(try calls { go in _ = try bank.neighbors(of: queries, k: 2) { _ in try go() } } == 6)
    shares = []
    _ = try bank.neighbors(of: queries, k: 2) { shares.append(Double($0.done) / Double($0.total)) }
    #expect(shares == shares.sorted() && shares.last == 1 && shares[0] > 0)
  }

  @Test func votesAskToo() throws {
    let bank = try EvaluationFixtures.clouds(40, dimension: 4, classes: 3, seed: 1)
    let queries = try EvaluationFixtures.clouds(600, dimension: 4, classes: 3, seed: 2)
    let classifier = try KNNClassifier(bank: bank)
    // The search, and for both temperatures the beginning and every 256 of 600 images.
    let asked = try calls { go in
      _ = try classifier.evaluate(queries, ks: [5], temperatures: [0.1, 1]) { _ in try go() }
    }
    #expect(asked == 7)
    var lines: [String] = []
    _ = try KNNEvaluation(features: ["a"], ks: [5], temperatures: [1], progress: { lines.append("\($0)") }) { _ in
      (bank, queries)
    }
    #expect(lines.contains("neighbours 100%") && lines.contains("votes of 5, temperature 1: 256 of 600"))
  }

  @Test func theFinalFitStops() throws {
    let training = try EvaluationFixtures.clouds(200, dimension: 6, classes: 3, spread: 2, seed: 1)
    var passes = 0
    #expect(throws: Stop.self) {
      try LinearProbe(l2: 1e-3).evaluate(training: training, test: training) { progress in
        guard progress.task.hasPrefix("all labels") else { return }
        passes += 1
        if passes == 4 { throw Stop() }
      }
    }
    #expect(passes == 4)
  }

  @Test func theSearchForAPenaltyStopsWithinAFit() throws {
    let training = try EvaluationFixtures.clouds(200, dimension: 6, classes: 3, spread: 2, seed: 1)
    var lines: [String] = []
    #expect(throws: Stop.self) {
      try LinearProbe().evaluate(training: training, test: training) { progress in
        lines.append("\(progress)")
        if "\(progress)".contains("part 2 of 25: pass 3") { throw Stop() }
      }
    }
    #expect(lines.last == "l2 10, part 2 of 25: pass 3")
    #expect(lines.first == "mean and spread of features" && lines.contains("principal axes of features"))
  }

  @Test func whatTheFunctionThrowsEndsAMinimization() throws {
    let settings = LBFGS.Settings(gradientTolerance: 1e-12, maximumSteps: 100, valueRounding: 1e-15)
    var evaluations = 0
    #expect(throws: Stop.self) {
      try LBFGS.minimize(from: Tensor.from([3, -4] as [Double], shape: [2]), settings) { point in
        evaluations += 1
        if evaluations == 5 { throw Stop() }
        return (try point.pow(4).sum().item(), try point.pow(3) * 4)
      }
    }
    #expect(evaluations == 5)
  }
}
