import CTorch

/// Where a tensor lives and where its operations run.
public enum Device: Hashable, Sendable, CustomStringConvertible {
  /// The processor.
  case cpu
  /// The CUDA device with this index.
  case cuda(Int)

  /// The name that PyTorch uses: `cpu`, `cuda:0`.
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): "cuda:\(index)"
    }
  }

  /// Reads `cpu`, `cuda` (the first one) or `cuda:1`; whether the device is here is another question.
  ///
  /// - Throws: ``DeviceNameError`` for anything else.
  public init(parsing name: String) throws(DeviceNameError) {
    if name == "cpu" {
      self = .cpu
    } else if name == "cuda" {
      self = .cuda(0)
    } else if name.hasPrefix("cuda:"), let index = Int(name.dropFirst(5)), index >= 0 {
      self = .cuda(index)
    } else {
      throw DeviceNameError(name: name)
    }
  }

  /// The device itself if it can be used here.
  ///
  /// - Throws: ``TorchError`` of kind `unavailable` if it cannot; there is never a fallback to another device.
  public func requireAvailable() throws(TorchError) -> Device {
    guard case .cuda(let index) = self else { return self }
    guard Runtime.loadCUDA() else {
      throw TorchError(.unavailable, "no CUDA device can be used here; use the device cpu")
    }
    let count = Int(ct_cuda_device_count())
    guard index < count else {
      throw TorchError(.unavailable, "there is no device cuda:\(index); CUDA devices here: \(count)")
    }
    return self
  }

  /// The device of one of several processes that were all given this one.
  ///
  /// The processes of a machine take a CUDA device each, from this one on; where only one can be seen, the launcher has given each
  /// process its own.
  ///
  /// - Parameters:
  ///   - localRank: The number of the process among those of its machine, from 0.
  ///   - devices: How many CUDA devices the process sees.
  /// - Returns: The device, which may not be there.
  public func ofProcess(_ localRank: Int, devices: Int) -> Device {
    guard case .cuda(let index) = self, devices != 1 else { return self }
    return .cuda(index + localRank)
  }

  var native: ct_device {
    switch self {
    case .cpu: ct_device(type: CT_CPU, index: 0)
    case .cuda(let index): ct_device(type: CT_CUDA, index: Int32(index))
    }
  }

  init(_ native: ct_device) {
    self = native.type == CT_CPU ? .cpu : .cuda(Int(native.index))
  }
}
