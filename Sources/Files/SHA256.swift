import CCrypto

/// The digest SHA-256 of bytes that arrive in pieces (FIPS 180-4, section 6.2), computed by the system's library.
///
///     var hash = SHA256()
///     hash.update("abc")
///     hash.hexadecimal  // ba7816bf…
public struct SHA256 {
  private var state: State

  public init() { state = State(ccrypto_sha256_new()) }

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if !isKnownUniquelyReferenced(&state) { state = state.copy() }
    guard ccrypto_sha256_update(state.handle, bytes.baseAddress, bytes.count) == 1 else { State.fail() }
  }

  /// Adds the UTF-8 bytes of a text.
  public mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// Adds one field of a record: its length, then its bytes, so that no two records give the same bytes.
  public mutating func update(field: String) {
    withUnsafeBytes(of: UInt64(field.utf8.count).littleEndian) { update($0) }
    update(field)
  }

  /// The digest of everything so far, 32 bytes.
  public var digest: [UInt8] {
    // A copy is ended, so that more can be added.
    let last = state.copy()
    return [UInt8](unsafeUninitializedCapacity: CCRYPTO_SHA256_BYTES) { buffer, count in
      guard ccrypto_sha256_final(last.handle, buffer.baseAddress) == 1 else { State.fail() }
      count = buffer.count
    }
  }

  /// The digest as 64 hexadecimal digits in lower case.
  public var hexadecimal: String {
    digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// What the library keeps of the bytes so far; a value of its own for each digest that goes on.
  private final class State {
    let handle: OpaquePointer

    init(_ handle: OpaquePointer?) {
      guard let handle else { Self.fail() }
      self.handle = handle
    }

    deinit { ccrypto_sha256_free(handle) }

    func copy() -> State { State(ccrypto_sha256_copy(handle)) }

    /// The only reasons are a lack of memory for some hundred bytes, and a library that was set up without SHA-256.
    static func fail() -> Never { fatalError("the system's library cannot compute SHA-256") }
  }
}
