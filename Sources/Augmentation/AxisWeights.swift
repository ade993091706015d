import CImageKernels

/// The resampling weights of one axis, in memory that is kept for the next image.
final class AxisWeights {
  private var spans = UnsafeMutableBufferPointer<cik_span>.allocate(capacity: 0)
  private var weights = UnsafeMutableBufferPointer<Int32>.allocate(capacity: 0)
  private var scratch = UnsafeMutableBufferPointer<Double>.allocate(capacity: 0)

  deinit {
    spans.deallocate()
    weights.deallocate()
    scratch.deallocate()
  }

  /// Computes the weights with which inputs [start, start + extent) become `outputs` outputs.
  ///
  /// Only the outputs in `range` are wanted; there are `inputCount` inputs. The result is valid until the next call.
  func prepare(
    _ interpolation: Interpolation, start: Double, extent: Double, inputCount: Int, outputs: Int, range: Range<Int>
  ) -> cik_axis {
    let taps = Int(cik_taps(interpolation.filter, extent, Int32(outputs)))
    AxisWeights.grow(&spans, range.count)
    AxisWeights.grow(&weights, range.count * taps)
    AxisWeights.grow(&scratch, taps)
    cik_weights(
      interpolation.filter, start, extent, Int32(inputCount), Int32(outputs), Int32(range.lowerBound),
      Int32(range.count), Int32(taps), spans.baseAddress, weights.baseAddress, scratch.baseAddress)
    return cik_axis(
      output_count: Int32(range.count), taps: Int32(taps), spans: spans.baseAddress, weights: weights.baseAddress)
  }

  private static func grow<Element>(_ buffer: inout UnsafeMutableBufferPointer<Element>, _ count: Int) {
    guard buffer.count < count else { return }
    buffer.deallocate()
    buffer = .allocate(capacity: count)
  }
}
