import Foundation

/// Small data sets in the IDX format, made up of two kinds of patterns.
public enum IDXFixture {
  /// Writes `count` grey images of 28×28 with labels 0 and 1 as the `prefix` part (`train` or `t10k`).
  ///
  /// Images of class 0 have a bright left half and those of class 1 a bright upper half, with noise that depends on the
  /// image's number. Without `labelled` there is no file of labels.
  public static func write(to folder: TemporaryFolder, prefix: String = "train", count: Int, labelled: Bool = true)
    throws
  {
    var state: UInt64 = prefix == "train" ? 1 : 2
    func noise() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 58)
    }
    var images = header(0x0803, [count, 28, 28])
    var labels = header(0x0801, [count])
    for index in 0..<count {
      let label = index % 2
      labels.append(UInt8(label))
      for y in 0..<28 {
        for x in 0..<28 { images.append(UInt8((label == 0 ? x < 14 : y < 14) ? 150 + noise() : 20 + noise())) }
      }
    }
    try folder.write(images, to: "\(prefix)-images-idx3-ubyte")
    guard labelled else { return }
    try folder.write(labels, to: "\(prefix)-labels-idx1-ubyte")
  }

  private static func header(_ magic: UInt32, _ extents: [Int]) -> [UInt8] {
    var data: [UInt8] = []
    for value in [magic] + extents.map(UInt32.init) {
      withUnsafeBytes(of: value.bigEndian) { data.append(contentsOf: $0) }
    }
    return data
  }
}
