import CImageCodecs

extension ImageError {
  /// Translates a codec's status and its message.
  init(_ status: cic_status, format: ImageFormat, message: String) {
    let detail = message.isEmpty ? "" : " (\(ImageError.oneLine(message)))"
    switch status {
    case CIC_TRUNCATED:
      let extent = message.isEmpty ? "" : ": \(ImageError.oneLine(message))"
      self.init(.damaged, "\(format.withArticle) file that ends early\(extent)")
    case CIC_UNSUPPORTED:
      self.init(.unsupportedFormat, "\(format.withArticle) file of a kind that cannot be decoded\(detail)")
    case CIC_OUT_OF_MEMORY: self.init(.outOfMemory, "not enough memory to decode the \(format.rawValue) file")
    default: self.init(.damaged, "a damaged \(format.rawValue) file\(detail)")
    }
  }

  /// Messages of the libraries may quote bytes of the file.
  private static func oneLine(_ message: String) -> String {
    String(String.UnicodeScalarView(message.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
  }
}
