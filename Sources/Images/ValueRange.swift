/// How the values of images that store more than 8 bits (PNG and TIFF files of 16, TIFF files of 12) become 8.
///
/// Values from `low` to `high` are spread evenly over 0 to 255, rounded; those below and above become 0 and 255. ``full``
/// takes the highest 8 bits instead, as Pillow does with colours. Images of 8 bits are never changed.
public struct ValueRange: Sendable, Equatable, Hashable {
  /// The stored value that becomes 0.
  public let low: Int
  /// The stored value that becomes 255; 0 for ``full``, −1 for ``data``.
  public let high: Int

  /// All values that a file's bits can hold: their highest 8 bits.
  public static let full = ValueRange(uncheckedLow: 0, high: 0)
  /// From the smallest to the largest value of the data, which somebody has to measure before anything is decoded.
  public static let data = ValueRange(uncheckedLow: 0, high: -1)

  /// The range from `low` to `high`; nil unless both are from 0 to 65,535 and `low` is the smaller.
  public init?(low: Int, high: Int) {
    guard low >= 0 && low < high && high <= 65_535 else { return nil }
    self.init(uncheckedLow: low, high: high)
  }

  private init(uncheckedLow low: Int, high: Int) {
    self.low = low
    self.high = high
  }
}

extension ValueRange: LosslessStringConvertible {
  /// "full", "data" or "LOW,HIGH", as it is written on a command line.
  public var description: String {
    switch self {
    case .full: "full"
    case .data: "data"
    default: "\(low),\(high)"
    }
  }

  /// Reads "full", "data" or "LOW,HIGH"; nil when it is none of these.
  public init?(_ text: String) {
    if let word = [ValueRange.full, .data].first(where: { $0.description == text }) {
      self = word
      return
    }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let low = parts[0], let high = parts[1] else { return nil }
    self.init(low: low, high: high)
  }
}

extension ValueRange: Codable {
  public init(from decoder: any Decoder) throws {
    guard let range = ValueRange(try decoder.singleValueContainer().decode(String.self)) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not full, data or LOW,HIGH of 0 to 65535"))
    }
    self = range
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
