import Images

extension ViewRenderer {
  /// Does what `render` does and adds the time of each stage to `times`.
  ///
  /// A pass of its own, so that `render` carries no clocks.
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func measure(
    _ image: ImageSource, seed: UInt64, epoch: Int, index: Int, times: inout ViewStageTimes,
    into memory: (Int) -> UnsafeMutableRawBufferPointer
  ) throws {
    var last = ContinuousClock.now
    func lap(_ stage: ViewStageTimes.Stage) {
      let now = ContinuousClock.now
      times.add(now - last, to: stage)
      last = now
    }
    try withRegion(image, seed: seed, epoch: epoch, index: index) { region in
      lap(.decode)
      for number in 0..<recipe.viewCount {
        for operation in ViewOperation.order {
          apply(operation, region, drawn[number], recipe.view(number), side: recipe.imageSize(ofView: number))
          lap(operation.stage)
        }
        planes.write(normalization, as: element, into: memory(number))
        lap(.rest)
      }
    }
  }
}
