/// Arrays of texts in NumPy's format: each as many characters of 32 bits as the longest has, the rest 0 (type `<U…`).
enum NumPyText {
  /// Passes on an array of one dimension, header first.
  static func append(
    count: Int, _ text: (Int) -> String, _ append: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let longest = max(1, (0..<count).map { text($0).unicodeScalars.count }.max() ?? 0)
    try NumPyFile.appendHeader(type: "<U\(longest)", shape: [count], append)
    for index in 0..<count {
      var characters = text(index).unicodeScalars.map(\.value.littleEndian)
      characters += [UInt32](repeating: 0, count: longest - characters.count)
      try characters.withUnsafeBytes { try append($0) }
    }
  }

  /// The texts of an array of one dimension.
  ///
  /// - Throws: `NumPyHeader.Problem` if the bytes are none.
  static func decode(_ bytes: UnsafeRawBufferPointer) throws -> [String] {
    typealias Problem = NumPyHeader.Problem
    let (header, start) = try NumPyFile.header(bytes)
    guard header.type.hasPrefix("<U"), let width = Int(header.type.dropFirst(2)), width > 0, header.shape.count == 1
    else {
      throw Problem(description: "it is no list of texts")
    }
    let (perText, isWide) = width.multipliedReportingOverflow(by: 4)
    let (total, isLong) = perText.multipliedReportingOverflow(by: header.shape[0])
    guard !isWide, !isLong, total == bytes.count - start else {
      throw Problem(description: "its length is not what it says")
    }
    return try (0..<header.shape[0]).map { index in
      var text = String.UnicodeScalarView()
      for place in 0..<width {
        let offset = start + index * perText + place * 4
        let value = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        if value == 0 { break }
        guard let scalar = Unicode.Scalar(value) else { throw Problem(description: "it holds what is no character") }
        text.append(scalar)
      }
      return String(text)
    }
  }
}
