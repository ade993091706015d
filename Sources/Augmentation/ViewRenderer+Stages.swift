import Images

extension ViewRenderer {
  /// Does what `render` does and adds the time of each stage to `times`.
  ///
  /// A pass of its own, so that `render` carries no clocks.
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func measure(
    _ image: ImageSource, seed: UInt64, epoch: Int, index: Int, into viewA: UnsafeMutableBufferPointer<Float>,
    _ viewB: UnsafeMutableBufferPointer<Float>, times: inout ViewStageTimes
  ) throws {
    var last = ContinuousClock.now
    func lap(_ stage: ViewStageTimes.Stage) {
      let now = ContinuousClock.now
      times.add(now - last, to: stage)
      last = now
    }
    try withViews(image, seed: seed, epoch: epoch, index: index) { region, a, b in
      lap(.decode)
      for (parameters, view, target) in [(a, recipe.viewA, viewA), (b, recipe.viewB, viewB)] {
        for operation in ViewOperation.order {
          apply(operation, region, parameters, view)
          lap(operation.stage)
        }
        planes.write(normalization, into: target)
        lap(.rest)
      }
    }
  }
}
