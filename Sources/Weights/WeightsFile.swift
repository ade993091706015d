import Files
import Foundation
import TensorFiles
import Torch

/// A file of weights from anywhere, opened: its tensors with their shapes, read when they are asked for.
///
/// Files of safetensors and of `torch.save`, or a folder with one, as programs on top of timm and Hugging Face write it.
public struct WeightsFile {
  /// The file.
  public let path: String
  /// How it is laid out, for people, such as `torch.save`.
  public let layout: String
  /// Free text that it keeps, by key.
  public let metadata: [String: String]
  /// Its dictionaries of tensors.
  let groups: [WeightsGroup]
  /// The names of what it holds beside tensors.
  let remarks: Set<String>

  /// Opens a file, or the file of weights in a folder.
  ///
  /// - Throws: `FileError`: `missing` if there is none, `damaged` if it lies about itself, `usage` if it is of another kind.
  public init(contentsOf path: String) throws {
    let path = try Self.file(at: path)
    self.path = path
    let beginning = try Self.beginning(of: path)
    if PyTorchFile.matches(beginning: beginning) {
      let file = try PyTorchFile(contentsOf: path)
      var found = WeightsGroup.Finder(file)
      found.look(at: file.value)
      (layout, metadata, groups, remarks) = (file.layout, [:], found.groups, found.remarks)
    } else {
      try Self.requireSafetensors(beginning, path)
      let file = try Safetensors(contentsOf: path)
      (layout, metadata, remarks) = ("safetensors", file.metadata, [])
      groups = [
        WeightsGroup(place: [], shapes: file.tensors.mapValues(\.shape)) { name in
          guard let tensor = file.tensors[name] else { throw FileError(.damaged, "\(path) lacks \(name)") }
          return tensor
        }
      ]
    }
    guard groups.contains(where: { !$0.shapes.isEmpty }) else {
      throw FileError(.usage, "\(path) holds no tensors with names; give a state dictionary")
    }
  }

  /// Whether a folder holds a file of weights under one of the names that programs give it.
  public static func isInFolder(_ path: String) -> Bool {
    filesInFolders.contains { FileManager.default.fileExists(atPath: "\(path)/\($0)") }
  }

  /// Whether a path is that of a file, or of a folder that holds one, or of nothing.
  ///
  /// Any other folder is taken for a run, of which others tell what is wrong with it.
  public static func isMeant(by path: String) -> Bool {
    var isFolder: ObjCBool = false
    return !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) || !isFolder.boolValue
      || isInFolder(path)
  }

  /// The file itself, or that in a folder.
  private static func file(at path: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      let meant = NearbyPath.suggestion(for: path).map { "did you mean \($0)?" }
      throw FileError(
        .missing,
        "\(path) does not exist; \(meant ?? "give a run folder, a file of weights, or the name of weights that were downloaded")"
      )
    }
    guard isFolder.boolValue else { return path }
    guard let name = filesInFolders.first(where: { FileManager.default.fileExists(atPath: "\(path)/\($0)") }) else {
      throw FileError(
        .missing,
        "\(path) holds no run and no \(filesInFolders.joined(separator: " or ")); name a run folder or a file of weights"
      )
    }
    return "\(path)/\(name)"
  }

  private static let filesInFolders = ["model.safetensors", "pytorch_model.bin"]

  private static func beginning(of path: String) throws -> [UInt8] {
    try requireReadableFile(path)
    guard let file = FileHandle(forReadingAtPath: path) else { throw FileError.system("read", path, errno) }
    defer { try? file.close() }
    return [UInt8](try file.read(upToCount: 16) ?? Data())
  }

  /// Tells what a file is that is neither: 8 bytes of length and an index in JSON begin safetensors.
  private static func requireSafetensors(_ beginning: [UInt8], _ path: String) throws {
    func refuse(_ what: String) -> FileError {
      FileError(.usage, "\(path) is \(what); give .safetensors, or a file of torch.save with a state dictionary")
    }
    if beginning.isEmpty { throw FileError(.damaged, "\(path) is empty") }
    if beginning.count > 8, beginning[8] == UInt8(ascii: "{") { return }
    if beginning.starts(with: [0x89] + Array("HDF".utf8)) { throw refuse("a file of HDF5, as Keras writes") }
    if beginning.starts(with: [0x80]) { throw refuse("a pickle of Python, which may run anything") }
    if beginning.starts(with: [0x08]), path.hasSuffix(".onnx") { throw refuse("a network in ONNX") }
    if beginning.starts(with: [0x1F, 0x8B]) { throw refuse("compressed by gzip; unpack it") }
    if path.hasSuffix(".safetensors") { return }
    throw refuse("no file of weights")
  }
}
