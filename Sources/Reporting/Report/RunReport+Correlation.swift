import BarlowTwins
import Formatting

extension RunReport {
  private static let mostFrames = 24

  /// The cross-correlation matrix at several moments.
  func correlation() throws -> PageSection {
    let hint: HTML = """
      <p class="hint">Cᵢⱼ is the correlation of feature i of view A with feature j of view B over the images. The aim is the \
      identity: red on the diagonal (the views agree), white elsewhere (no feature repeats another). Blocks or stripes off \
      the diagonal are redundant features; a white diagonal is collapse, or a network that has not learned yet.</p>
      """
    let parts = try commonSlider ?? perRunSliders
    let chart = runs.contains { $0.moments.count > 1 } ? offDiagonal.html : ""
    return PageSection(
      id: "correlation", title: "Correlation matrix", body: "\(hint)<div class=\"matrices\">\(parts)\(chart)</div>")
  }

  private var perRunSliders: HTML {
    get throws {
      let parts = try runs.enumerated().map { index, run -> HTML in
        "<div>\(heading(index))\(try Self.slider(run, id: "correlation-\(index)"))</div>"
      }
      return "\(parts)"
    }
  }

  /// One slider that moves the matrices of all runs, where all were looked at after the same steps; nil where they were not.
  private var commonSlider: HTML? {
    get throws {
      let moments = runs.map { run in run.moments.filter { $0.summary.drawableCorrelation != nil } }
      guard isComparison, let first = moments.first, !first.isEmpty,
        moments.allSatisfy({ $0.map(\.step) == first.map(\.step) })
      else { return nil }
      let frames = try Self.spread(Array(first.indices), Self.mostFrames).map { place in
        let pictures = try runs.indices.map { index -> HTML in
          let summary = moments[index][place].summary
          return """
            <div>\(heading(index))\(try Self.picture(summary))<p class="hint">mean Cᵢᵢ \
            \(NumberText.short(summary.meanDiagonal, digits: 3)), rms Cᵢⱼ \(NumberText.short(summary.rmsOffDiagonal, digits: 3))</p></div>
            """
        }
        return Slider.Frame(label: first[place].label, body: "<div class=\"matrices\">\(pictures)</div>")
      }
      return "<div class=\"wide\">\(Slider(id: "correlation", title: "Moment", frames: frames).html)</div>"
    }
  }

  private static func slider(_ run: ReportedRun, id: String) throws -> HTML {
    let moments = run.moments.filter { $0.summary.drawableCorrelation != nil }
    guard let last = moments.last else { return note(monitorNote) }
    let chosen = spread(moments, mostFrames)
    let frames = try chosen.map { moment in
      Slider.Frame(
        label: "\(moment.label): mean Cᵢᵢ \(NumberText.short(moment.summary.meanDiagonal, digits: 3)), "
          + "rms Cᵢⱼ \(NumberText.short(moment.summary.rmsOffDiagonal, digits: 3))",
        body: try picture(moment.summary))
    }
    let shown = last.summary.correlation.count
    let part =
      shown < last.summary.dimension
      ? "the first \(shown) of \(last.summary.dimension) features" : "all \(shown) features"
    let table = DataTable(
      caption: "C at each moment",
      columns: ["moment", "mean Cᵢᵢ", "rms Cᵢⱼ, i ≠ j"].enumerated().map {
        DataTable.Column($0.element, isNumeric: $0.offset > 0)
      },
      rows: chosen.map {
        [
          "\($0.label)", "\(NumberText.short($0.summary.meanDiagonal))",
          "\(NumberText.short($0.summary.rmsOffDiagonal))",
        ]
      })
    return """
      \(Slider(id: id, title: "Moment", frames: frames).html)<p class="hint">Shown: \(part).</p>\
      \(run.isMonitored ? "" : note(monitorNote))<details><summary>Numbers</summary>\(table.html)</details>
      """
  }

  private static func picture(_ summary: EmbeddingSummary) throws -> HTML {
    let map = HeatMap.correlation(summary.correlation)
    let stops = stride(from: 1.0, through: -1, by: -0.1).map { map.scale.css($0) }.joined(separator: ", ")
    return """
      <div class="matrix"><span class="down">\(map.rowTitle)</span>\
      <img alt="\(map.description)" width="\(map.columns)" height="\(map.rows)" src="\(try map.image().dataAddress())">\
      <span class="bar"><i style="background: linear-gradient(\(stops))"></i><span><b>1</b><b>0</b><b>−1</b></span></span>\
      <span class="across">\(map.columnTitle)</span></div>
      """
  }
}
