import NN
import Settings
import Torch

/// What a backbone cannot take, and what libtorch's oneDNN kernels cannot train on a processor: checked before, for they crash or
/// give wrong gradients.
///
/// The latter were found with libtorch 2.13, and happen in PyTorch alike.
public struct KernelLimits {
  private let precision: Precision
  private let device: Device
  private let vectorInstructions: String

  /// - Parameters:
  ///   - precision: The precision of products and convolutions.
  ///   - device: Where the network is trained.
  ///   - vectorInstructions: The widest that libtorch uses, by `Runtime.cpuCapability`.
  public init(precision: Precision, device: Device, vectorInstructions: String = Runtime.cpuCapability) {
    self.precision = precision
    self.device = device
    self.vectorInstructions = vectorInstructions
  }

  /// Checks that a network can be trained on such batches.
  ///
  /// - Parameters:
  ///   - batchSize: The number of images in a step.
  ///   - limits: What the backbone cannot take, and what of it cannot be trained.
  ///   - network: What the backbone is, for the message.
  ///   - sides: The sides of its images in pixels, each with the setting that gives it; nil where the model does.
  /// - Throws: `ConfigurationError` that says what to change.
  public func check(
    batchSize: Int, limits: BackboneLimits, network: String, sides: [(pixels: Int, setting: String?)]
  ) throws {
    if let side = sides.first(where: { $0.pixels < limits.leastSide }) {
      let larger: SettingMessage =
        if let setting = side.setting { "\(setting: setting) \(limits.leastSide) or more, or " } else { "" }
      throw ConfigurationError(
        "of views of \(side.pixels) pixels nothing is left inside \(network); give \(larger)another \(setting: "backbone")"
      )
    }
    guard device == .cpu else { return }
    switch precision {
    case .fp32:
      guard limits.needsEvenBatchInFloat32, batchSize % 2 == 1, vectorInstructions.contains("AVX512") else { return }
      throw ConfigurationError(
        "an odd batch of \(batchSize) in fp32 can crash libtorch on this processor; give \(setting: "batchSize") \(batchSize > 1 ? batchSize - 1 : 2) or \(setting: "precision") bf16"
      )
    case .bf16:
      let least = limits.leastSideInBFloat16
      guard let side = sides.first(where: { $0.pixels < least }) else { return }
      let larger: SettingMessage =
        if let setting = side.setting { "\(setting: setting) \(least) or more, or " } else { "" }
      throw ConfigurationError(
        "views of \(side.pixels) pixels become single pixels inside \(network), for which libtorch's bf16 gives wrong gradients; give \(larger)\(setting: "precision") fp32"
      )
    }
  }
}
