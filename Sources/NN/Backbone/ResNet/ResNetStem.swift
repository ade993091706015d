/// How an image enters a residual network.
public enum ResNetStem: String, CaseIterable, Sendable, Codable {
  /// A 7×7 convolution of stride 2 and a 3×3 max-pool of stride 2: for photographs.
  case imagenet
  /// A 3×3 convolution of stride 1: for images of about 32×32.
  case cifar
  /// A 3×3 convolution of stride 2: for images of about 32×32 where time is short.
  case strided
}
