/// What an accuracy is worth without any learning, by the same protocol on the same images.
public struct BaselineAccuracy: Codable, Equatable, Sendable {
  /// What takes the place of the trained network's features.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// Always the class that most training images have.
    case majorityClass = "majority-class"
    /// The pixels of images of 32×32, or fewer where they have fewer, from 0 to 1.
    case pixels
    /// The same without the mean of the training images.
    case centredPixels = "centred-pixels"
    /// The same, whitened as features are.
    case whitenedPixels = "whitened-pixels"
    /// The features of the same network before training.
    case untrainedNetwork = "untrained-network"
  }

  /// What takes the place of the trained network's features.
  public var kind: Kind
  /// The share of test images whose class it tells, from 0 to 1.
  public var top1: Double

  public init(_ kind: Kind, top1: Double) {
    self.kind = kind
    self.top1 = top1
  }
}

extension BaselineAccuracy.Kind: CustomStringConvertible {
  /// The baseline in words.
  public var description: String {
    switch self {
    case .majorityClass: "always the largest class"
    case .pixels: "raw pixels"
    case .centredPixels: "raw pixels, centred"
    case .whitenedPixels: "raw pixels, whitened"
    case .untrainedNetwork: "the network untrained"
    }
  }
}
