import Images
import TestSupport
import Testing

/// Orientations, stated in every way that Pillow's `exif_transpose` honours, and in some that it does not.
@Suite struct OrientationTests {
  @Test func everyOrientationIsHonouredAsByPillow() throws {
    let arrays = try PythonReference.run("orientations.py")
    let names = arrays.keys.filter { $0.hasSuffix(".file") }.map { String($0.dropLast(".file".count)) }.sorted()
    #expect(names.count > 180)
    let decoder = ImageDecoder()
    var turned = 0
    for name in names {
      let bytes = try #require(arrays["\(name).file"]).values.map { UInt8($0) }
      let array = try #require(arrays["\(name).rgb"])
      let truth = Image(
        width: array.shape[1], height: array.shape[0], channels: 3, pixels: array.values.map { UInt8($0) })
      let size = PixelSize(width: truth.width, height: truth.height)
      #expect(try decoder.size(of: bytes) == size, "\(name)")
      let largest = try decoder.decode(bytes, channels: 3).distance(to: truth)?.largest
      #expect(largest.map { $0 <= (name.hasPrefix("jpeg") ? 2 : 0) } == true, "\(name): \(largest ?? -1)")
      turned += truth.width < truth.height ? 1 : 0
    }
    // Were all upright, nothing would have been tried.
    #expect(turned > 100 && turned < names.count - 40, "\(turned) of \(names.count)")
  }
}
