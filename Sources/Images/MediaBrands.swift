/// The brands in the box `ftyp`, with which files of the ISO base media format say what they are.
struct MediaBrands {
  /// The brand that comes first.
  let major: String
  private let all: Set<String>

  /// Reads the first box of a file; nil when it is another one.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 12 && bytes[4..<8].elementsEqual("ftyp".utf8) else { return nil }
    let length = bytes[0..<4].reduce(0) { $0 << 8 | Int($1) }
    guard length >= 16 || length == 0 else { return nil }
    func brand(_ offset: Int) -> String { String(decoding: bytes[offset..<(offset + 4)], as: UTF8.self) }
    major = brand(8)
    let end = min(length, bytes.count)
    all = Set([major] + stride(from: 16, through: end - 4, by: 4).map(brand))
  }

  /// The format of a picture that can be decoded; nil for videos and other pictures.
  var format: ImageFormat? {
    if major == "avif" || major == "avis" { return .avif }
    let codecs: Set = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"]
    if codecs.contains(major) { return .heic }
    // These say only that there is a picture (mif1, mif2) or a sequence of them (msf1).
    guard ["mif1", "mif2", "msf1"].contains(major) else { return nil }
    return all.contains("avif") || all.contains("avis") ? .avif : .heic
  }
}
