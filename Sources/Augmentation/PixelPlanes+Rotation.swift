import CImageKernels
import Foundation

extension PixelPlanes {
  /// Turns the picture by quarter turns counterclockwise, as `Image.transpose`; width and height change places.
  public func turn(quarters: Int) {
    let quarters = ((quarters % 4) + 4) % 4
    guard quarters > 0 else { return }
    let (columns, rows, values) = (width, height, count)
    let turned = scratch.reserve(values * channels)
    for c in 0..<channels { cik_turn(plane(c), Int32(columns), Int32(rows), Int32(quarters), turned + c * values) }
    if quarters % 2 == 1 { resize(width: rows, height: columns, channels: channels) }
    plane(0).update(from: turned, count: values * channels)
  }

  /// Turns the picture by an angle about its centre, as `Image.rotate` without `expand`.
  ///
  /// Each pixel of the result takes the filter's value at the place that turns onto it: the triangle over 2×2 neighbours,
  /// or Pillow's cubic of affine transforms over 4×4, which is sharper (a = −1) than that of its resizing; neighbours
  /// beyond the edge repeat the edge. Places outside the picture give `fill`.
  public func rotate(_ rotation: RotationParameters) {
    let degrees = rotation.degrees - 360 * (rotation.degrees / 360).rounded(.down)
    let quarters = degrees / 90
    if quarters == quarters.rounded(), width == height || quarters == 0 || quarters == 2 {
      turn(quarters: Int(quarters))
      return
    }
    let radians = -degrees * .pi / 180
    // Rounded as Pillow does, which makes right angles exact.
    let cosine = PixelPlanes.rounded(cos(radians))
    let sine = PixelPlanes.rounded(sin(radians))
    let (x, y) = (Double(width) / 2, Double(height) / 2)
    let map = cik_affine(
      xx: cosine, xy: sine, x: -cosine * x - sine * y + x, yx: -sine, yy: cosine, y: sine * x - cosine * y + y)
    let values = count
    let turned = scratch.reserve(values * channels)
    for c in 0..<channels {
      cik_transform(
        plane(c), Int32(width), Int32(height), map, rotation.interpolation.filter, UInt8(rotation.fill),
        turned + c * values)
    }
    plane(0).update(from: turned, count: values * channels)
  }

  private static func rounded(_ value: Double) -> Double { (value * 1e15).rounded(.toNearestOrEven) / 1e15 }
}
