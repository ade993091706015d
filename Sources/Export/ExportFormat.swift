/// What other programs a model is written for.
public enum ExportFormat: String, CaseIterable, Sendable {
  /// One file with network and preprocessing, for ONNX Runtime and whatever else reads ONNX.
  case onnx
  /// A state dictionary for the network of the same name in torchvision.
  case torchvision
  /// A folder with `model.safetensors` and `config.json`, for timm.
  case timm
  /// A state dictionary with everything of a run: backbone, projector, optimizer, step and settings.
  case checkpoint
  /// A folder with `encoder.py`, which describes the network, and its state dictionary: for PyTorch alone, at any width.
  case python

  /// What the name of its file ends in; nil for a format that is a folder.
  public var ending: String? {
    switch self {
    case .onnx: ".onnx"
    case .torchvision, .checkpoint: ".pth"
    case .timm, .python: nil
    }
  }

  /// The names of the files in its folder; none for a format that is a file.
  public var names: [String] {
    switch self {
    case .onnx, .torchvision, .checkpoint: []
    case .timm: ["model.safetensors", "config.json"]
    case .python: ["encoder.py", "weights.pth"]
    }
  }
}
