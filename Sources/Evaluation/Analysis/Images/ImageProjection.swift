/// Images as points in the plane, one for each, placed by their representations alone.
package struct ImageProjection: Sendable {
  /// How the points were found.
  package enum Method: Sendable, Equatable {
    /// t-SNE with a perplexity, of the coordinates on the first so many principal axes.
    case tSNE(perplexity: Double, axes: Int)
    /// The plane of the first principal axes, with the share of the variance along each, from 0 to 1.
    case principalAxes(varianceShares: [Double])
  }

  /// How the points were found.
  package let method: Method
  /// The place of each image.
  package let points: [SIMD2<Double>]

  /// The name of the method.
  package var name: String {
    switch method {
    case .tSNE: "t-SNE"
    case .principalAxes: "PCA"
    }
  }
}

extension ImageProjection {
  /// The plane of features in which they vary most and, of four images or more, t-SNE, which comes first.
  static func both(of sample: ImageStudyFeatures, request: ImageStudyRequest) throws -> [ImageProjection] {
    let principal = try PrincipalMap(sample.features, axes: 50)
    let values = try principal.coordinates.doubles()
    let axes = principal.coordinates.size(1)
    let plane = ImageProjection(
      method: .principalAxes(varianceShares: Array(principal.varianceShares.prefix(2))),
      points: (0..<sample.count).map { SIMD2(values[$0 * axes], axes > 1 ? values[$0 * axes + 1] : 0) })
    guard sample.count >= 4 else { return [plane] }
    let embedded = try TSNE(principal.coordinates, progress: request.progress)
    let method = Method.tSNE(perplexity: embedded.perplexity, axes: axes)
    return [ImageProjection(method: method, points: embedded.points), plane]
  }
}
