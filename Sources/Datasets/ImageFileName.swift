/// Names that image files have.
enum ImageFileName {
  private static let extensions = ["jpg", "jpeg", "png", "webp", "bmp"].map { Array($0.utf8) }

  /// Whether `letters` is the extension of an image file, without its dot, in upper or lower case.
  static func isExtension(_ letters: ArraySlice<UInt8>) -> Bool {
    extensions.contains(letters.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 })
  }

  /// Whether what follows the last dot of `name` says that it is an image.
  static func isImage(_ name: ArraySlice<UInt8>) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return false }
    return isExtension(name[(dot + 1)...])
  }
}
