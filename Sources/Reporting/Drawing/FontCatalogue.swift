import CTypeface

/// The fonts that are installed, as fontconfig knows them.
///
/// To be used by one thread at a time.
final class FontCatalogue {
  /// A font's file and its place in there.
  struct Entry: Hashable {
    let path: String
    let index: Int32
  }

  private let handle: OpaquePointer

  /// Reads which fonts are installed.
  ///
  /// - Throws: ``TypefaceError`` when that cannot be found out.
  init() throws(TypefaceError) {
    var opened: OpaquePointer?
    let status = ctf_catalogue_open(&opened)
    guard status == CTF_OK, let opened else {
      throw status == CTF_OUT_OF_MEMORY ? TypefaceError.noMemory : TypefaceError.noFont
    }
    handle = opened
  }

  deinit { ctf_catalogue_free(handle) }

  /// The font that suits best of those with a character, or the next ones.
  ///
  /// - Parameters:
  ///   - character: What it has to have.
  ///   - families: The names of those that are preferred, in this order.
  ///   - rank: 0 for the best one, 1 for the next.
  /// - Returns: nil where there are not that many.
  func font(with character: Unicode.Scalar, families: [String], rank: Int) -> Entry? {
    let names = families.map { Array($0.utf8CString) }
    var found = ctf_font()
    let status = Self.withPointers(to: names[...], []) { pointers in
      pointers.withUnsafeBufferPointer {
        ctf_catalogue_find(handle, $0.baseAddress, $0.count, character.value, rank, &found)
      }
    }
    guard status == CTF_OK else { return nil }
    let path = withUnsafeBytes(of: &found.path) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return Entry(path: path, index: found.index)
  }

  /// Calls `body` with the addresses of all `strings`, which hold during the call.
  private static func withPointers<Result>(
    to strings: ArraySlice<[CChar]>, _ pointers: [UnsafePointer<CChar>?],
    _ body: ([UnsafePointer<CChar>?]) -> Result
  ) -> Result {
    guard let first = strings.first else { return body(pointers) }
    return first.withUnsafeBufferPointer {
      withPointers(to: strings.dropFirst(), pointers + [$0.baseAddress], body)
    }
  }
}
