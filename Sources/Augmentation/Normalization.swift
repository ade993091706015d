/// The mean and standard deviation that become 0 and 1, per channel, for values from 0 to 1.
public struct Normalization: Sendable, Equatable {
  /// One mean per channel.
  public var mean: [Float]
  /// One standard deviation per channel.
  public var std: [Float]

  /// A normalization of 1 or 3 channels.
  public init(mean: [Float], std: [Float]) {
    self.mean = mean
    self.std = std
  }

  /// The statistics of ImageNet's training set, RGB.
  public static let imageNet = Normalization(mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225])
  /// The statistics of CIFAR-10's training set, RGB.
  public static let cifar10 = Normalization(mean: [0.4914, 0.4822, 0.4465], std: [0.2470, 0.2435, 0.2616])
  /// The statistics of Fashion-MNIST's training set, grey.
  public static let fashionMNIST = Normalization(mean: [0.2860], std: [0.3530])

  /// None: values from 0 to 1 stay as they are.
  public static func none(channels: Int) -> Normalization {
    Normalization(mean: Array(repeating: 0, count: channels), std: Array(repeating: 1, count: channels))
  }

  func validate(_ key: String) throws {
    guard mean.count == 1 || mean.count == 3 else {
      throw RecipeError("\(key).mean", "\(mean.count) values; write one for grey images or three for RGB")
    }
    guard std.count == mean.count else {
      throw RecipeError("\(key).std", "\(std.count) values for \(mean.count) means; write as many as there are means")
    }
    guard mean.allSatisfy(\.isFinite) else { throw RecipeError("\(key).mean", "\(mean) has a value that is no number") }
    guard std.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw RecipeError("\(key).std", "\(std) has a value that is not above 0")
    }
  }
}

extension Normalization: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case mean, std }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(
      mean: try values.decode([Float].self, forKey: .mean), std: try values.decode([Float].self, forKey: .std))
  }
}
