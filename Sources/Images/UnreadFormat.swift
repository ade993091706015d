/// A kind of file that is recognized, so that messages and counts can name it, but not read.
public enum UnreadFormat: String, Sendable, CaseIterable {
  case jpegXL = "JPEG XL"
  case jpeg2000 = "JPEG 2000"
  case jpegXR = "JPEG XR"
  case cameraRaw = "camera raw"
  case photoshop = "Photoshop"
  case gimp = "GIMP"
  case netpbm = "Netpbm"
  case openEXR = "OpenEXR"
  case radiance = "Radiance"
  case dds = "DDS"
  case qoi = "QOI"
  case icon = "icon"
  case dicom = "DICOM"
  case fits = "FITS"
  case svg = "SVG"
  case pdf = "PDF"
  case video = "video"
  case html = "HTML page"
  case zip = "ZIP archive"
  case gzip = "gzip"

  /// The name with its article and noun, such as "a PDF file" or "an HTML page".
  public var withArticle: String {
    switch self {
    case .video, .icon, .html, .zip: (self == .icon || self == .html ? "an " : "a ") + rawValue
    case .openEXR, .svg: "an \(rawValue) file"
    default: "a \(rawValue) file"
    }
  }

  /// What to do with such a file, in the imperative.
  public var remedy: String {
    switch self {
    case .video: "extract its frames"
    case .html: "download the image again"
    case .zip, .gzip: "unpack it"
    default: "convert it to JPEG, PNG or TIFF"
    }
  }

  /// Recognizes a kind by a file's first bytes; nil when it is none of these.
  public static func detect(_ bytes: UnsafeRawBufferPointer) -> UnreadFormat? {
    if let found = signatures.first(where: { bytes.starts(with: $0.bytes) }) { return found.format }
    if bytes.count >= 132 && bytes[128..<132].elementsEqual("DICM".utf8) { return .dicom }
    if bytes.count >= 12 && bytes.starts(with: "RIFF".utf8) && bytes[8..<12].elementsEqual("AVI ".utf8) {
      return .video
    }
    if bytes.count >= 14 && bytes[6..<14].elementsEqual("HEAPCCDR".utf8) { return .cameraRaw }
    if TIFFTags(bytes)?.areOfCameraRaw == true { return .cameraRaw }
    if let brands = MediaBrands(bytes), brands.format == nil {
      return brands.major == "crx " ? .cameraRaw : .video
    }
    return text(bytes)
  }

  /// Recognizes a kind by a file's first bytes; nil when it is none of these.
  public static func detect(_ bytes: [UInt8]) -> UnreadFormat? { bytes.withUnsafeBytes { detect($0) } }

  private static let signatures: [(bytes: [UInt8], format: UnreadFormat)] = [
    ([0, 0, 0, 12] + Array("JXL ".utf8), .jpegXL), ([0xFF, 0x0A], .jpegXL),
    ([0, 0, 0, 12] + Array("jP  ".utf8), .jpeg2000), ([0xFF, 0x4F, 0xFF, 0x51], .jpeg2000),
    ([0x49, 0x49, 0xBC, 0x01], .jpegXR), (Array("8BPS".utf8), .photoshop), (Array("gimp xcf".utf8), .gimp),
    ([0x76, 0x2F, 0x31, 0x01], .openEXR), (Array("#?RADIANCE".utf8), .radiance), (Array("#?RGBE".utf8), .radiance),
    (Array("DDS ".utf8) + [124], .dds), (Array("qoif".utf8), .qoi), ([0, 0, 1, 0], .icon), (Array("icns".utf8), .icon),
    (Array("SIMPLE  =".utf8), .fits), (Array("%PDF-".utf8), .pdf), ([0x1A, 0x45, 0xDF, 0xA3], .video),
    ([0x50, 0x4B, 3, 4], .zip), ([0x1F, 0x8B], .gzip), (Array("FUJIFILMCCD-RAW".utf8), .cameraRaw),
    (Array("IIRO".utf8), .cameraRaw), (Array("IIRS".utf8), .cameraRaw), (Array("MMOR".utf8), .cameraRaw),
    ([0x49, 0x49, 0x55, 0], .cameraRaw), (Array("FOVb".utf8), .cameraRaw), (Array("\0MRM".utf8), .cameraRaw),
  ]

  /// Kinds that are text, or begin with it.
  private static func text(_ bytes: UnsafeRawBufferPointer) -> UnreadFormat? {
    if bytes.count >= 3, bytes[0] == UInt8(ascii: "P"), "1234567Ff".utf8.contains(bytes[1]),
      " \t\r\n".utf8.contains(bytes[2])
    {
      return .netpbm
    }
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    start = start.drop { " \t\r\n".utf8.contains($0) }
    guard start.first == UInt8(ascii: "<") else { return nil }
    let words = String(decoding: start.prefix(ImageFormat.headerByteCount), as: UTF8.self).lowercased()
    if words.hasPrefix("<!doctype html") || words.hasPrefix("<html") { return .html }
    return words.hasPrefix("<svg") || words.contains("<svg") && words.hasPrefix("<?xml") ? .svg : nil
  }
}
