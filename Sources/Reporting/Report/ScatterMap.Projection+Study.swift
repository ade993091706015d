import Evaluation
import Formatting

extension ScatterMap.Projection {
  /// A layout of a study's images, with what may and what may not be read from it.
  init(_ projection: ImageProjection) {
    let hint =
      switch projection.method {
      case .tSNE(let perplexity, let axes):
        "Images that lie together have similar representations (perplexity \(NumberText.short(perplexity, digits: 3)), on the "
          + "first \(axes) principal axes). Distances between groups and the size of groups mean little."
      case .principalAxes(let shares):
        "The two directions in which representations vary most, with "
          + shares.map { NumberText.percent($0) }.joined(separator: " and ")
          + " of the variance: distances are true within this plane, and everything else is left out."
      }
    self.init(name: projection.name, hint: hint, points: projection.points)
  }
}
