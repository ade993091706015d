import Encoders
import Files
import Foundation
import NN
import Runs
import TensorFiles
import Torch
import Weights

extension Classifier {
  private static let key = "classifier"

  /// Writes the classifier with its network to a file of safetensors, whole or not at all.
  ///
  /// The network has the names of every file of weights that is written here, so that whatever reads those reads this one too.
  ///
  /// - Parameter path: Where to.
  /// - Throws: `FileError` if it cannot be written.
  public func write(to path: String) throws {
    var tensors = model.network.backbone.stateDictionary()
    if features == .embedding {
      for (name, tensor) in model.network.projector.stateDictionary() { tensors["projector.\(name)"] = tensor }
    }
    if features == .whitened, let whitening = model.whitening {
      tensors["whitening.mean"] = whitening.mean
      tensors["whitening.matrix"] = whitening.matrix
    }
    for (name, tensor) in [
      ("mean", map.mean), ("scale", map.scale), ("weight", map.weight), ("bias", map.bias), ("known.mean", known.mean),
      ("known.scale", known.scale), ("known.rows", known.rows),
    ] { tensors["\(Self.key).\(name)"] = tensor }
    var metadata = try WeightsDescription(of: model).metadata
    metadata["usualFeatures"] = features.rawValue
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    metadata[Self.key] = String(decoding: try encoder.encode(record), as: UTF8.self)
    try Safetensors(tensors: tensors.mapValues { try $0.detach().to(.cpu) }, metadata: metadata).write(to: path)
  }

  /// Whether a file is a classifier's, as far as its index tells.
  public static func isOne(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
      return false
    }
    return (try? Safetensors.metadata(contentsOf: path))?[key] != nil
  }

  /// Reads a classifier with its network.
  ///
  /// - Parameters:
  ///   - path: A file that ``write(to:)`` has written.
  ///   - device: Where the network goes.
  /// - Throws: `FileError`: `missing` without one, `usage` for a file of another kind, `damaged` if something in it cannot be.
  public init(contentsOf path: String, device: Device = .cpu) throws {
    try requireReadableFile(path)
    let beginning = try FileHandle(forReadingFrom: URL(filePath: path)).read(upToCount: 9) ?? Data()
    func another(_ what: String) -> FileError {
      FileError(.usage, "\(path) is \(what); `barlow classify fit` makes a classifier")
    }
    guard beginning.count == 9, beginning[8] == UInt8(ascii: "{") else { throw another("no classifier") }
    let file = try Safetensors(contentsOf: path)
    guard let text = file.metadata[Self.key] else { throw another("a file of weights without a classifier") }
    func damaged(_ what: String) -> FileError {
      FileError(.damaged, "\(path): \(what); fit the classifier again")
    }
    struct Version: Decodable { let version: Int }
    guard let version = try? JSONDecoder().decode(Version.self, from: Data(text.utf8)).version else {
      throw damaged("its record cannot be read")
    }
    guard version <= ClassifierRecord.currentVersion else {
      throw FileError(
        .usage,
        "\(path) was written by a newer version of this program (classifier \(version), not \(ClassifierRecord.currentVersion)); update it"
      )
    }
    guard let record = try? JSONDecoder().decode(ClassifierRecord.self, from: Data(text.utf8)),
      let kind = FeatureKind(rawValue: record.features), record.temperature.isFinite, record.temperature > 0,
      record.classes.count >= 2
    else { throw damaged("its record cannot be read") }
    var model = try EncoderModel(contentsOf: path, device: device)
    let dimension = kind == .embedding ? model.network.projector.dimension : model.network.backbone.featureCount
    func tensor(_ name: String, _ shape: [Int?]) throws -> Tensor {
      guard let tensor = file.tensors[name], tensor.dimensionCount == shape.count,
        zip(shape, tensor.shape).allSatisfy({ $0 == nil || $0 == $1 })
      else { throw damaged("\(name) is missing, or not of its shape") }
      guard try tensor.isFinite() else { throw damaged("\(name) holds a value that is not finite") }
      return tensor
    }
    func own(_ name: String, _ shape: [Int?]) throws -> Tensor {
      try tensor("\(Self.key).\(name)", shape).to(.float32)
    }
    if kind == .whitened {
      let inputs = model.network.backbone.featureCount
      model.whitening = Whitening(
        mean: try tensor("whitening.mean", [inputs]).to(.float64),
        matrix: try tensor("whitening.matrix", [inputs, inputs]).to(.float64))
    }
    try model.requireFeatures(kind)
    self.init(
      model, features: kind,
      map: LinearMap(
        mean: try own("mean", [dimension]), scale: try own("scale", [dimension]),
        weight: try own("weight", [record.classes.count, dimension]), bias: try own("bias", [record.classes.count])),
      known: KnownImages(
        rows: try own("known.rows", [nil, dimension]), mean: try own("known.mean", [dimension]),
        scale: try own("known.scale", [dimension]), threshold: record.threshold),
      record: record)
  }
}
