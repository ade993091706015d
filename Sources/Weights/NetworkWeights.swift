import Files
import Foundation
import NN
import Settings
import TensorFiles
import Torch

/// The network in a file of weights: which one it is, its parameters by the names that it has here, and what else the file tells.
public struct NetworkWeights {
  /// The file.
  public let path: String
  /// The shape of the network, derived from names and shapes, or told by the file itself.
  public let configuration: any BackboneConfiguration
  /// The parameters and statistics by the names of the network.
  public let backbone: [String: Tensor]
  /// Those of the projector, where the file has one of the kind that is trained here; empty otherwise.
  public let projector: [String: Tensor]
  /// The widths of the projector's layers.
  public let projectorWidths: [Int]
  /// How the file says that images are prepared, and where its weights come from; nil for files of others.
  public let description: WeightsDescription?
  /// How images are resized for it, as torchvision names it: as the file says, else as for networks of its kind.
  public let interpolation: String
  /// What was recognized, in one line.
  public let summary: String
  /// Of a partial network, what it lacks or has in another shape, and so keeps as initialized.
  public let missing: [String]

  /// Reads the network in a file.
  ///
  /// - Parameters:
  ///   - path: A file of safetensors or of `torch.save`, or a folder with one.
  ///   - isPartial: Whether parameters may be missing, of another shape, or too many.
  /// - Throws: `FileError`: as ``WeightsFile/init(contentsOf:)``; `usage` if no network is recognized, or parameters are missing or
  ///   too many, which it lists.
  public init(contentsOf path: String, isPartial: Bool = false) throws {
    let file = try WeightsFile(contentsOf: path)
    let (described, found) = try Self.network(in: file)
    let names = try BackboneNames(found.backbone, in: found.group.shapes)
    if !isPartial, let problem = names.problem {
      throw FileError(
        .usage,
        "\(path): \(found.backbone.configuration.summary) was recognized, but \(problem); --partial goes on without")
    }
    configuration = found.backbone.configuration
    backbone = try names.fitting.mapValues { try Self.value(found.group.read($0.key)).reshape($0.shape) }
    missing = names.missing + names.misshapen
    let head = found.projector
    projector = try head?.names.mapValues { try Self.value(found.group.read($0)) } ?? [:]
    projectorWidths = head?.widths ?? []
    description = described
    interpolation = described?.preparation.interpolation ?? found.backbone.interpolation
    self.path = file.path
    let family = WeightsFamily(found, remarks: file.remarks, isOwn: described != nil)
    summary =
      ([file.layout, family.name, configuration.summary] + [head?.summary].compactMap { $0 }
      + names.leftOut(beside: head?.prefix)).joined(separator: ", ")
  }

  /// The shape of the network in a file, and the widths of its projector, none where it has none of the kind that is trained here.
  ///
  /// - Throws: As ``init(contentsOf:isPartial:)`` for a file without a network.
  public static func shape(of path: String) throws -> (backbone: any BackboneConfiguration, projector: [Int]) {
    let found = try network(in: WeightsFile(contentsOf: path)).network
    return (found.backbone.configuration, found.projector?.widths ?? [])
  }

  /// Parameters are computed in single precision here.
  private static func value(_ tensor: Tensor) throws -> Tensor {
    try tensor.dtype == .int64 ? tensor : tensor.to(.float32)
  }

  /// The network that is meant.
  private static func network(in file: WeightsFile) throws -> (
    description: WeightsDescription?, network: NetworkInFile
  ) {
    if let described = try WeightsDescription(file.metadata, origin: file.path) {
      return (described, NetworkInFile(file.groups[0], BackboneInKeys(prefix: "", configuration: described.backbone)))
    }
    let found = file.groups.flatMap { group in
      Registry.backbones.all.flatMap { type in
        type.recognized(in: group.shapes).map { NetworkInFile(group, $0) }
      }
    }
    guard let best = found.min(by: { ($0.rank, $0.place) < ($1.rank, $1.place) }) else {
      let largest = file.groups.max { $0.shapes.count < $1.shapes.count }
      let names = (largest?.shapes.keys.sorted() ?? []).prefix(3).joined(separator: ", ")
      throw FileError(
        .usage,
        "\(file.path) holds no network that is known here (\(names), …); known are \(Registry.backbones.allNames.joined(separator: ", "))"
      )
    }
    return (nil, best)
  }
}
