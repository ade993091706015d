import CImageKernels
import Foundation

extension PixelPlanes {
  /// Blurs with a standard deviation in pixels, as Pillow's `ImageFilter.GaussianBlur`.
  ///
  /// That is not the Gaussian itself but three passes of an extended box filter of the same variance, rounded to 8 bits
  /// after each (P. Gwosdek et al., "Theoretical foundations of Gaussian convolution by extended box filtering", 2011).
  /// The published recipes and their results were made with it, so it is followed rather than the true Gaussian; it also
  /// costs nearly the same for every σ. On photographs at 224×224 the two differ by 0.4 to 0.6 levels on average for σ
  /// from 0.3 to 2, and by up to 24 at hard edges.
  public func blur(sigma: Double) {
    let radius = PixelPlanes.boxRadius(sigma: Float(sigma))
    guard radius > 0 else { return }
    // Single precision and truncation to integers, as Pillow: the weights then agree to the last bit.
    let whole = Int(radius)
    let weight = UInt32(Float(1 << 24) / (radius * 2 + 1))
    let edgeWeight = (UInt32(1 << 24) - UInt32(2 * whole + 1) * weight) / 2
    let memory = scratch.reserve(cik_box_blur_scratch(Int32(width), Int32(height), Int32(whole)))
    for c in 0..<channels {
      cik_box_blur(plane(c), Int32(width), Int32(height), Int32(whole), weight, edgeWeight, memory)
    }
  }

  /// The radius, with a fraction, of the box that has the Gaussian's variance when applied three times.
  private static func boxRadius(sigma: Float) -> Float {
    let variance = sigma * sigma / 3
    let length = Float((12 * Double(variance) + 1).squareRoot())
    let whole = Float(((Double(length) - 1) / 2).rounded(.down))
    var fraction = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance)
    fraction /= 6 * (variance - (whole + 1) * (whole + 1))
    return whole + fraction
  }
}
