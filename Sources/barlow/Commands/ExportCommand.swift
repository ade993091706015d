import Classifiers
import Encoders
import Export
import Files
import Foundation
import Runs
import Weights
import Torch

/// `barlow export`: writes a model for other programs.
enum ExportCommand: Command {
  static let name = "export"
  static let abstract = "Write a model for other programs, with the lines that use it there."
  static let arguments = ["RUN|FILE|NAME|C", "--format FORMAT", "--output PATH"]
  static let format = Option(
    flag: "--format", placeholder: ExportFormat.allCases.map(\.rawValue).joined(separator: "|"),
    help: "For which program.")
  static let output = Option(
    flag: "--output", placeholder: "PATH", help: "Where to: a file, or for timm and python a folder.")
  static let noPreprocessing = Option(
    flag: "--no-preprocessing", placeholder: nil,
    help: "onnx takes normalized numbers [N, C, side, side], instead of bytes [N, side, side, C].")
  static let options = [format, output, ModelOptions.features, noPreprocessing, ModelOptions.partial, .json]
  static let discussion = """
    onnx: one .onnx file, any number of images in, features out; operator set 17, for every backbone, width and stem. Of a classifier C, as
    `barlow classify fit` writes it: calibrated probabilities out too, and the names of the classes in the file.
    torchvision: a state dictionary (.pth) for its ResNets, ViT-B and L and ConvNeXt-Tiny, without classifier.
    timm: a folder with model.safetensors and config.json.
    checkpoint: a .pth with backbone, projector, optimizer, step and settings of a run.
    python: a folder with encoder.py and weights.pth, which need PyTorch alone: for every backbone, width and stem.
    """

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "the lines above in Python, beside a photo.jpg"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let path = try DownloadedWeights().path(of: arguments.requirePositional(["RUN|FILE|NAME|C"])[0])
    guard let format = try arguments.choice(format, ExportFormat.self) else {
      throw UsageError("\(Self.format.flag) is missing; --help lists the formats")
    }
    let output = try arguments.required(output)
    try check(output, format, model: path)
    try Runtime.requireMatchingVersion()
    let exported = try export(path, format, to: output, arguments)
    if arguments.has(.json) {
      try Terminal.output(json: exported)
    } else {
      Terminal.output(
        "\(exported.files.joined(separator: ", ")): \(exported.features), \(exported.dimension) features of an image")
      Terminal.output("in Python:")
      Terminal.output(exported.snippet)
    }
    return .done
  }

  private static func export(_ path: String, _ format: ExportFormat, to output: String, _ arguments: Arguments) throws
    -> ExportedModel
  {
    let kind = try arguments.choice(ModelOptions.features, FeatureKind.self)
    guard Classifier.isOne(path) else {
      return try ModelOptions.open(path, arguments).export(
        format, to: output, features: kind, hasPreprocessing: !arguments.has(noPreprocessing))
    }
    for option in [ModelOptions.features, ModelOptions.partial]
    where arguments.value(option) != nil || arguments.has(option) {
      throw UsageError("\(path) is a classifier, which has features of its own; leave out \(option.flag)")
    }
    return try Classifier(contentsOf: path).export(
      format, to: output, hasPreprocessing: !arguments.has(noPreprocessing))
  }

  /// Refuses a place that the format cannot be written to, before anything is computed.
  private static func check(_ path: String, _ format: ExportFormat, model: String) throws {
    if let ending = format.ending {
      guard path.hasSuffix(ending) else {
        throw UsageError("\(output.flag) must end in \(ending) for \(format.rawValue), not \"\(path)\"")
      }
      try OutputCheck.check([path], inputs: [model])
      return
    }
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if exists, !isFolder.boolValue { throw UsageError("\(path) is a file; \(format.rawValue) makes a folder") }
    if RunFolder(path).holdsRun { throw UsageError("\(path) is a run folder; give a folder of its own") }
    try RunFolder.requireNoPart(path)
    if exists { try OutputCheck.check(format.names.map { "\(path)/\($0)" }, inputs: [model]) }
  }
}
