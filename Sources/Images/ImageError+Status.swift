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
      // Some systems have the codecs of libheif in packages of their own.
      let remedy =
        switch format {
        case .heic:
          "; if libheif lacks its codec for HEVC, install that (libheif-plugin-libde265), else convert the file"
        case .avif: "; if libheif lacks its codec for AV1, install that (libheif-plugin-dav1d), else convert the file"
        default: ""
        }
      self.init(.unsupportedFormat, "\(format.withArticle) file of a kind that cannot be decoded\(detail)\(remedy)")
    case CIC_TOO_LARGE:
      self.init(.tooLarge, "\(format.withArticle) file beyond the limits\(detail); make the image smaller")
    case CIC_OUT_OF_MEMORY: self.init(.outOfMemory, "not enough memory to decode the \(format.rawValue) file")
    default: self.init(.damaged, "a damaged \(format.rawValue) file\(detail)")
    }
  }

  /// Calls a function of a codec, which may leave a message, and throws what it says.
  static func check(_ format: ImageFormat, _ function: (UnsafeMutablePointer<CChar>) -> cic_status) throws {
    let (status, message) = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CIC_MESSAGE_SIZE)) { message in
      message.initialize(repeating: 0)
      guard let start = message.baseAddress else { return (CIC_OUT_OF_MEMORY, "") }
      let status = function(start)
      return (status, status == CIC_OK ? "" : String(cString: start))
    }
    if status != CIC_OK { throw ImageError(status, format: format, message: message) }
  }

  /// Messages of the libraries may quote bytes of the file.
  private static func oneLine(_ message: String) -> String {
    String(String.UnicodeScalarView(message.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
  }
}
