import NN
import Torch

/// What libtorch's oneDNN kernels cannot train on a processor: checked before, for they crash or give wrong gradients.
///
/// Both were found with libtorch 2.13, and happen in PyTorch alike.
public struct KernelLimits {
  private let precision: Precision
  private let device: Device
  private let vectorInstructions: String

  /// - Parameters:
  ///   - precision: The precision of products and convolutions.
  ///   - device: Where the network is trained.
  ///   - vectorInstructions: The widest that libtorch uses, by ``Runtime/cpuCapability``.
  public init(precision: Precision, device: Device, vectorInstructions: String = Runtime.cpuCapability) {
    self.precision = precision
    self.device = device
    self.vectorInstructions = vectorInstructions
  }

  /// Checks that a network can be trained on such batches.
  ///
  /// - Parameters:
  ///   - batchSize: The number of images in a step.
  ///   - stem: How images enter the network.
  ///   - sides: The sides of its images in pixels, each with the setting that gives it; nil where the model does.
  /// - Throws: ``ConfigurationError`` that says what to change.
  public func check(batchSize: Int, stem: ResNetStem, sides: [(pixels: Int, setting: Setting?)]) throws {
    guard device == .cpu else { return }
    switch precision {
    case .fp32: try checkBatch(batchSize)
    case .bf16: for side in sides { try check(side.pixels, setting: side.setting, stem: stem) }
    }
  }

  /// The gradient of a 1×1 convolution writes outside its memory in fp32 on AVX-512 when the number of images is odd.
  private func checkBatch(_ size: Int) throws {
    guard size % 2 == 1, vectorInstructions.contains("AVX512") else { return }
    throw ConfigurationError(
      "an odd batch of \(size) in fp32 can crash libtorch on this processor; give --batch-size "
        + "\(size > 1 ? size - 1 : 2) or --precision bf16")
  }

  /// Images that have become a single pixel before the last stage, whose 3×3 convolution has stride 2, get a gradient in
  /// bfloat16 that is left uninitialized.
  private func check(_ side: Int, setting: Setting?, stem: ResNetStem) throws {
    let least =
      switch stem {
      case .cifar: 5
      case .strided: 9
      case .imagenet: 17
      }
    guard side < least else { return }
    let larger = setting.map { "\($0.flag) \(least) or more, or " } ?? ""
    throw ConfigurationError(
      "views of \(side) pixels become single pixels inside a network with the stem \(stem.rawValue), for which libtorch's "
        + "bf16 gives wrong gradients; give \(larger)--precision fp32")
  }
}
