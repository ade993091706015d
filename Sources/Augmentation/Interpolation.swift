import CImageKernels

/// The filter that resampling uses, widened when the picture shrinks (antialiasing).
public enum Interpolation: String, Codable, Sendable, CaseIterable {
  /// The triangle filter.
  case bilinear
  /// Keys' cubic convolution with a = −0.5, as Pillow's `BICUBIC` (R. Keys, 1981).
  case bicubic

  var filter: cik_filter { self == .bilinear ? CIK_BILINEAR : CIK_BICUBIC }
}
