import Runs

extension RunReport {
  /// Everything that is recorded of each step.
  var training: PageSection {
    let hint: HTML = """
      <p class="hint">Each curve shows every step; where there are more steps than columns, the mean of a short stretch, \
      with a band from its lowest to its highest. Point at a chart, or focus it and press the arrow keys, for the numbers.</p>
      """
    let charts = lossCharts + [agreement, learningRate, throughput, dataWait]
    return PageSection(
      id: "training", title: "Training",
      body:
        "\(isComparison ? "" : figures(runs[0]))\(hint)\(smoothing)<div class=\"charts\">\(charts.map(\.html))</div>")
  }

  /// A slider that the page's script brings to life; none for curves that are too short to be smoothed.
  private var smoothing: HTML {
    guard runs.contains(where: { $0.history.metrics.count > Self.shortCurve }) else { return "" }
    return """
      <p class="smoothing" hidden data-short="\(Self.shortCurve)"><label for="smoothing">Smoothing</label> \
      <input type="range" id="smoothing" min="0" max="0.98" step="0.02" value="0"> <output for="smoothing">none</output></p>
      """
  }

  /// Curves of no more points are not smoothed.
  private static let shortCurve = 40

  /// One curve per run of a number of each step, which alone is called `name`.
  private func perRun(_ name: String, _ value: (RunHistory) -> [Double]) -> [LineChart.Series] {
    runs.enumerated().map { index, run in
      LineChart.Series(
        isComparison ? run.history.name : name,
        SampledCurve(x: run.history.metrics.map { Double($0.step) }, y: value(run.history)), style: index)
    }
  }

  private func chart(
    _ id: String, _ title: String, _ hint: String, _ unit: String, _ series: [LineChart.Series],
    references: [LineChart.Reference] = [], yKind: AxisScale.Kind? = nil, includesZero: Bool = false
  ) -> LineChart {
    LineChart(
      id: id, title: title, hint: hint, xLabel: "step", yLabel: unit, series: series, references: references,
      yKind: yKind, includesZero: includesZero)
  }

  private var lossCharts: [LineChart] {
    isComparison || !runs[0].history.minimizesBarlowTwins ? comparedLosses : [termsOfOneLoss(runs[0].history)]
  }

  private func termsOfOneLoss(_ history: RunHistory) -> LineChart {
    let steps = history.metrics.map { Double($0.step) }
    func series(_ name: String, _ style: Int, _ value: (StepMetrics) -> Double) -> LineChart.Series {
      LineChart.Series(name, SampledCurve(x: steps, y: history.metrics.map(value)), style: style)
    }
    return chart(
      "loss", "Loss and its terms",
      "Invariance falls as the views of an image come to agree, λ · redundancy as features stop repeating each other. "
        + floorHint,
      "loss",
      [
        series("loss", 0, \.loss), series("invariance", 1, \.invariance),
        series("λ · redundancy", 2) { history.record.diagnosisLambda * $0.redundancy },
      ], references: history.record.drawnFloor.map { [LineChart.Reference("floor", $0, style: 7)] } ?? [])
  }

  private var comparedLosses: [LineChart] {
    let floors = runs.enumerated().compactMap { index, run -> LineChart.Reference? in
      guard let floor = run.history.record.drawnFloor else { return nil }
      return LineChart.Reference("floor" + (isComparison ? " of \(run.history.name)" : ""), floor, style: index)
    }
    return [
      chart(
        "loss", "Loss",
        "The number that is minimized. Losses of different objectives, λ, batches or dimensions do not "
          + "compare. \(floorHint)", "loss", perRun("loss") { $0.metrics.map(\.loss) },
        references: floors),
      chart(
        "invariance", "Invariance term",
        "Σ (1 − Cᵢᵢ)²: 0 when the views agree, the dimension when they share nothing.",
        "Σ (1 − Cᵢᵢ)²", perRun("invariance") { $0.metrics.map(\.invariance) }),
      chart(
        "redundancy", "Redundancy term, weighted", "λ Σ Cᵢⱼ² (i ≠ j): 0 when no feature repeats another.",
        "λ Σ Cᵢⱼ²",
        perRun("λ · redundancy") { history in history.metrics.map { history.record.diagnosisLambda * $0.redundancy } }),
    ]
  }

  /// Which floors there are, in a sentence.
  private var floorHint: String {
    guard isComparison else {
      return switch runs[0].history.record.floor {
      case nil: "No floor is known for this objective with this batch and dimension."
      case 0: "With this batch and dimension the loss could reach 0."
      default: "Views that agree fully cannot have less than the floor with this batch and dimension."
      }
    }
    return "Views that agree fully cannot have less than the floor; where none is drawn it is 0, or not known."
  }

  private var agreement: LineChart {
    chart(
      "agreement", "Agreement of the views",
      "The mean of the diagonal of C: 1 when both views of an image always have "
        + "the same features, 0 when they share nothing.", "mean Cᵢᵢ",
      perRun("mean Cᵢᵢ") { $0.metrics.map(\.meanDiagonal) },
      references: [LineChart.Reference("full agreement", 1, style: 7)], yKind: .linear, includesZero: true)
  }

  private var learningRate: LineChart {
    var series = perRun("learning rate") { $0.metrics.map(\.learningRate) }
    var hint = "It rises during the warm-up and then falls along half a cosine."
    if !isComparison {
      let metrics = runs[0].history.metrics
      series = [
        LineChart.Series(
          "weights", SampledCurve(x: metrics.map { Double($0.step) }, y: metrics.map(\.learningRate)), style: 0),
        LineChart.Series(
          "biases and norms", SampledCurve(x: metrics.map { Double($0.step) }, y: metrics.map(\.biasLearningRate)),
          style: 1),
      ]
      if metrics.allSatisfy({ $0.learningRate == $0.biasLearningRate }) {
        series.removeLast()
        hint += " Biases and norms have the same rate."
      }
    }
    return chart(
      "learning-rate", "Learning rate", hint, "learning rate", series, yKind: .linear, includesZero: true)
  }

  private var throughput: LineChart {
    chart(
      "throughput", "Throughput", "Images of the batch over the time from the end of one step to the end of the next.",
      "images/s", perRun("images/s") { $0.metrics.map(\.imagesPerSecond) }, yKind: .linear, includesZero: true)
  }

  private var dataWait: LineChart {
    chart(
      "data-wait", "Waiting for data",
      "The share of a step's time in which it waited for its batch: near 0 when the "
        + "workers keep up; more workers, or smaller files, help otherwise.", "share of the step, %",
      perRun("waiting, %") { $0.waitShares.map { 100 * $0 } }, yKind: .linear, includesZero: true)
  }
}
