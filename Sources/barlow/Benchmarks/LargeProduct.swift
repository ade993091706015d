import NN
import Torch

/// One large matrix product: about the most that a processor's products come to.
enum LargeProduct {
  /// The least of the seconds that a product of square matrices takes, as billions of operations a second.
  ///
  /// - Parameters:
  ///   - precision: The type of the matrices.
  ///   - device: Where they are.
  /// - Returns: Multiplications and additions, each counted as one.
  /// - Throws: `TorchError` if libtorch fails, what ends an interrupted command.
  static func gigaflopsPerSecond(_ precision: Precision, on device: Device) throws -> Double {
    let side = device == .cpu ? 2048 : 8192
    let type = precision.autocast ?? .float32
    let (a, b) = (
      try Tensor.normal([side, side], seed: 1).to(type).to(device),
      try Tensor.normal([side, side], seed: 2).to(type).to(device)
    )
    // An element of the product is asked for, since a graphics card would go on computing.
    let measurement = try Measurement(runs: 9) {
      _ = try a.matmul(b).narrow(0, start: 0, length: 1).narrow(1, start: 0, length: 1).item()
    }
    return 2 * Double(side * side) * Double(side) / measurement.minimum * 1e-9
  }
}
