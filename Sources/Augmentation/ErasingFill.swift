/// What an erased rectangle is overwritten with: `"noise"`, `"mean"` or a number in JSON.
public enum ErasingFill: Sendable, Equatable {
  /// Each value uniform in 0…255 on its own, which does best in arXiv 1708.04896 (table 5).
  case noise
  /// The mean of the recipe's normalization, rounded to 8 bits, so that the result is about 0.
  case mean
  /// One 8-bit value in all channels.
  case value(Int)
}

extension ErasingFill: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Int.self) {
      self = .value(value)
      return
    }
    switch try? container.decode(String.self) {
    case "noise": self = .noise
    case "mean": self = .mean
    default: throw DecodingError.dataCorruptedError(in: container, debugDescription: "no fill")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .noise: try container.encode("noise")
    case .mean: try container.encode("mean")
    case .value(let value): try container.encode(value)
    }
  }
}
