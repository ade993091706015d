import Datasets
import Files
import Foundation
import NN
import Torch

/// What features depend on besides the images: the network, how images are prepared, and what computes.
public struct FeatureConditions: Sendable {
  /// Is counted up when the same conditions begin to give other features, or files of them to hold something else.
  private static let version = "4"

  /// How many images' files are looked at before their states are forgotten.
  private static let imagesAtOnce = 8192

  private let fields: [String]

  /// The conditions under which a backbone, or with it a projector, gives features.
  ///
  /// - Parameters:
  ///   - backbone: The network, whose parameters and buffers are read.
  ///   - projector: The projector on it; nil for representations.
  ///   - preparation: How images are prepared.
  ///   - precision: Of matrix products and convolutions.
  ///   - device: What computes.
  /// - Throws: `TorchError` if a parameter cannot be read.
  public init(
    backbone: any Backbone, projector: (any Module)? = nil, preparation: EvaluationSettings, precision: Precision,
    device: Device
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let kind =
      switch device {
      case .cpu: "cpu \(Runtime.cpuCapability)"
      case .cuda: "cuda"
      }
    let normalization = preparation.normalization
    fields = [
      Self.version, "libtorch \(Runtime.libraryVersion)", kind, precision.rawValue,
      // Weights of equal shapes can belong to different stems.
      String(decoding: try encoder.encode(backbone.configuration), as: UTF8.self), try backbone.fingerprint(),
      try projector?.fingerprint() ?? "no projector",
      "size \(preparation.imageSize), resized to \(preparation.resizeTo ?? preparation.imageSize), "
        + "channels \(preparation.channels), mean \(normalization.mean), std \(normalization.std), "
        + "values \(preparation.valueRange), resized \(preparation.interpolation)",
    ]
  }

  /// The key of the features of all images of a data set; nil if nobody can tell whether its images have changed.
  ///
  /// It covers which images these are and in which order, their labels, and the size and times of the files behind them.
  public func key(for dataset: any ImageDataset) throws -> FeatureKey? {
    var hash = SHA256()
    for field in fields { hash.update(field: field) }
    // Some after the other: the files of a million images take hundreds of megabytes.
    for start in stride(from: 0, to: dataset.count, by: Self.imagesAtOnce) {
      let some = Array(start..<min(start + Self.imagesAtOnce, dataset.count))
      guard let files = try dataset.sourceFiles(of: some) else { return nil }
      hash.update(field: "\(files.count) files")
      for file in files {
        hash.update(field: file.path)
        hash.update(field: "\(file.sizeBytes) \(file.modifiedNanoseconds) \(file.changedNanoseconds)")
      }
    }
    hash.update(field: "\(dataset.classNames.count) classes")
    for name in dataset.classNames { hash.update(field: name) }
    hash.update(field: "\(dataset.count) images")
    for index in 0..<dataset.count {
      hash.update(field: dataset.name(at: index))
      hash.update(field: dataset.label(at: index).map(String.init) ?? "")
    }
    return FeatureKey(digest: hash.hexadecimal)
  }
}

extension Module {
  /// The SHA-256 of all parameters and buffers with their names, types and shapes.
  package func fingerprint() throws -> String {
    var hash = SHA256()
    for (name, tensor) in namedState() {
      hash.update(field: name)
      try hash.update(tensor)
    }
    return hash.hexadecimal
  }
}

extension SHA256 {
  /// Adds the type, the shape and the elements of a tensor.
  mutating func update(_ tensor: Tensor) throws {
    let dtype = try tensor.dtype
    update(field: "\(dtype.rawValue) \(tensor.shape)")
    let whole = try tensor.detach().to(.cpu)
    // Row by row blocks, so that a large matrix is not copied as a whole.
    let rows = whole.dimensionCount > 0 ? whole.size(0) : 1
    let bytesPerRow = whole.elementCount / max(rows, 1) * dtype.sizeBytes
    let step = max(1, (1 << 24) / max(bytesPerRow, 1))
    for start in stride(from: 0, to: rows, by: step) {
      let length = min(step, rows - start)
      let part = try whole.dimensionCount > 0 ? whole.narrow(start: start, length: length) : whole
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: length * bytesPerRow, alignment: 16)
      defer { buffer.deallocate() }
      try part.copyBytes(to: buffer)
      update(UnsafeRawBufferPointer(buffer))
    }
  }
}
