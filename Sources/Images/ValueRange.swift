/// How the values of images that store more than 8 bits (PNG and TIFF files of 16, TIFF files of 12) become 8.
///
/// Values from `low` to `high` are spread evenly over 0 to 255, rounded; those below and above become 0 and 255. ``full``
/// takes the highest 8 bits instead, as Pillow does with colours. Images of 8 bits are never changed.
public struct ValueRange: Sendable, Equatable, Hashable {
  /// The stored value that becomes 0.
  public let low: Int
  /// The stored value that becomes 255; 0 where all values are used, to the largest that the file's bits can hold.
  public let high: Int

  /// All values that a file's bits can hold: their highest 8 bits.
  public static let full = ValueRange(uncheckedLow: 0, high: 0)

  /// The range from `low` to `high`; nil unless both are from 0 to 65,535 and `low` is the smaller.
  public init?(low: Int, high: Int) {
    guard low >= 0 && low < high && high <= 65_535 else { return nil }
    self.init(uncheckedLow: low, high: high)
  }

  private init(uncheckedLow low: Int, high: Int) {
    self.low = low
    self.high = high
  }

  /// Whether the highest 8 bits are taken.
  public var isFull: Bool { high == 0 }
}

extension ValueRange: CustomStringConvertible {
  /// "full" or "LOW,HIGH", as it is written on a command line.
  public var description: String { isFull ? "full" : "\(low),\(high)" }

  /// Reads "full" or "LOW,HIGH"; nil when it is neither.
  public init?(_ text: String) {
    if text == "full" {
      self = .full
      return
    }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let low = parts[0], let high = parts[1] else { return nil }
    self.init(low: low, high: high)
  }
}

extension ValueRange: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let range = ValueRange(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not full or LOW,HIGH of 0 to 65535"))
    }
    self = range
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
