import Files
import Foundation

/// Published weights that PyTorch, timm or Hugging Face have downloaded to this machine, found by their names.
///
/// Nothing is downloaded here. Looked through are the folder of `torch.hub` (`$TORCH_HOME/hub/checkpoints`) and that of Hugging Face
/// (`$HF_HUB_CACHE`, or `$HF_HOME/hub`), by default below `~/.cache`.
public struct DownloadedWeights {
  private let hub: String
  private let huggingFace: String

  /// Looks where the environment says.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    func folder(_ variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
    let cache = folder("XDG_CACHE_HOME") ?? "\(folder("HOME") ?? NSHomeDirectory())/.cache"
    hub = "\(folder("TORCH_HOME") ?? "\(cache)/torch")/hub/checkpoints"
    huggingFace = folder("HF_HUB_CACHE") ?? "\(folder("HF_HOME") ?? "\(cache)/huggingface")/hub"
  }

  /// The path of weights that a user names: as it is where something has that path, else that of the downloaded file of that name.
  ///
  /// Names are those of files without their digest (`resnet50` for `resnet50-11ad3fa6.pth`), those by which `torch.hub` loads DINOv2
  /// (`dinov2_vits14_reg` for `dinov2_vits14_reg4_pretrain.pth`), or of repositories (`timm/resnet18.a1_in1k`,
  /// or without the part before the slash).
  ///
  /// - Parameter name: A path, or a name.
  /// - Returns: The path; the name itself where nothing has it, so that whoever opens it says what is wrong.
  /// - Throws: `FileError` of kind `usage` if the name stands for several files.
  public func path(of name: String) throws -> String {
    guard !FileManager.default.fileExists(atPath: name), !name.isEmpty else { return name }
    let found = files(named: name) + repositories(named: name)
    guard found.count <= 1 else {
      throw FileError(.usage, "\(name) stands for several files; name one of them: \(found.joined(separator: ", "))")
    }
    return found.first ?? name
  }

  private static func entries(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private func files(named name: String) -> [String] {
    guard !name.contains("/") else { return [] }
    return Self.entries(hub).filter { file in
      let stem = (file as NSString).deletingPathExtension
      guard stem != file, stem != name else { return stem == name }
      if name.hasPrefix("dinov2_"), stem == (name.hasSuffix("_reg") ? name + "4" : name) + "_pretrain" { return true }
      let parts = stem.split(separator: "-")
      return parts.count > 1 && stem.hasPrefix("\(name)-") && parts.dropLast().joined(separator: "-") == name
        && parts.last?.count == 8 && parts.last?.allSatisfy(\.isHexDigit) == true
    }
    .map { "\(hub)/\($0)" }
  }

  private func repositories(named name: String) -> [String] {
    let wanted = name.replacing("/", with: "--")
    return Self.entries(huggingFace).filter { folder in
      folder == "models--\(wanted)"
        || (!name.contains("/") && folder.hasPrefix("models--") && folder.hasSuffix("--\(wanted)"))
    }
    .compactMap { snapshot(of: "\(huggingFace)/\($0)") }
  }

  /// The snapshot that the main branch of a repository was at, or else the last by name, if it has weights.
  private func snapshot(of repository: String) -> String? {
    let main = (try? readFile("\(repository)/refs/main")).map {
      String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    let snapshots = Self.entries("\(repository)/snapshots")
    return ([main].compactMap { $0 } + snapshots.reversed()).map { "\(repository)/snapshots/\($0)" }
      .first(where: WeightsFile.isInFolder)
  }
}
