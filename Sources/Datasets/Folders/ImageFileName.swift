/// Names that image files have.
enum ImageFileName {
  private static let extensions: Set = [
    "jpg", "jpeg", "jpe", "jfif", "jif", "png", "webp", "bmp", "dib", "tif", "tiff", "gif", "heic", "heif", "hif",
    "avif",
  ]

  /// Whether `letters` is the extension of an image file, without its dot, in upper or lower case.
  static func isExtension(_ letters: ArraySlice<UInt8>) -> Bool {
    letters.count <= 4 && extensions.contains(String(decoding: letters, as: UTF8.self).lowercased())
  }

  /// Whether what follows the last dot of `name` says that it is an image.
  static func isImage(_ name: ArraySlice<UInt8>) -> Bool { self.extension(of: name).map(isExtension) ?? false }

  /// What follows the last dot of a name; nil for one without a dot, or with nothing before it.
  static func `extension`(of name: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return nil }
    return name[(dot + 1)...]
  }
}
