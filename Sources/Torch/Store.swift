import CTorch

/// A table of words that processes share, by c10d's `TCPStore`: through it they find each other.
public final class Store {
  let handle: ct_store

  /// The port of the process that holds the table.
  public var port: Int { withExtendedLifetime(self) { Int(ct_store_port(handle)) } }

  /// Opens the table, waiting for the process that holds it.
  ///
  /// - Parameters:
  ///   - host: The name or address of the machine of the process that holds it.
  ///   - port: Its port there; 0 for any that is free, where this process holds it.
  ///   - holds: Whether this process holds it, for as long as this object lives.
  ///   - timeoutSeconds: How long to wait, here and for words.
  /// - Throws: ``TorchError`` of kind `unavailable` if it cannot be reached, or the port is taken.
  public init(host: String, port: Int, holds: Bool, timeoutSeconds: Double) throws(TorchError) {
    var out = ct_store(impl: nil)
    try check(ct_store_open(host, UInt16(clamping: port), holds, Int64(timeoutSeconds * 1000), &out))
    handle = out
  }

  deinit { ct_store_free(handle) }

  /// Sets a word.
  public func set(_ key: String, _ value: String) throws(TorchError) {
    try check(withExtendedLifetime(self) { ct_store_set(handle, key, value) })
  }

  /// The word of a key, if it has been set; of a long one the beginning.
  public func value(_ key: String) throws(TorchError) -> String? {
    var isThere = false
    try check(withExtendedLifetime(self) { ct_store_has(handle, key, &isThere) })
    guard isThere else { return nil }
    var bytes = [CChar](repeating: 0, count: 4096)
    try check(withExtendedLifetime(self) { ct_store_get(handle, key, &bytes, Int64(bytes.count)) })
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Adds to a number, which is 0 before the first time, and returns the sum.
  public func add(_ key: String, _ value: Int) throws(TorchError) -> Int {
    var sum: Int64 = 0
    try check(withExtendedLifetime(self) { ct_store_add(handle, key, Int64(value), &sum) })
    return Int(sum)
  }
}
