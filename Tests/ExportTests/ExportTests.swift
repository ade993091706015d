import BarlowTwins
import Classifiers
import Datasets
import Encoders
import Foundation
import NN
import Runs
import TensorFiles
import TensorTestSupport
import TestSupport
import Testing
import Torch
import Weights

@testable import Export

/// What is written for other programs gives there, by the very lines that are printed, the features that it gives here.
@Suite struct ExportTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try PythonReference.run("export_snippets.py", paths: [folder.path])
  }

  /// A model none of whose parts is without effect, from a file.
  private func model(_ configuration: any BackboneConfiguration, imageSize: Int, resizeTo: Int, projector: Bool = false)
    throws -> EncoderModel
  {
    let network = try configuration.make(from: ParameterSource(seed: 1))
    try network.openResidualBranches()
    try withoutGradients {
      for (index, entry) in network.namedState().enumerated() where [1, 3].contains(entry.tensor.dimensionCount) {
        let (shape, seed) = (entry.tensor.shape, UInt64(index))
        switch entry.name.split(separator: ".").last {
        case "cls_token", "reg_token", "pos_embed":
          try entry.tensor.copy(from: Tensor.normal(shape, std: 0.5, seed: seed))
        case "weight", "running_var", "gamma":
          try entry.tensor.copy(from: Tensor.uniform(shape, low: 0.5, high: 1.5, seed: seed))
        case "bias", "running_mean": try entry.tensor.copy(from: Tensor.normal(shape, std: 0.2, seed: seed))
        default: break
        }
      }
    }
    let channels = configuration.inputChannels
    let description = WeightsDescription(
      backbone: configuration,
      preparation: WeightsDescription.Preparation(
        imageSize: imageSize, resizeTo: resizeTo, mean: [Float](repeating: 0.4, count: channels),
        std: [Float](repeating: 0.25, count: channels)), step: 7, data: "photos")
    var tensors = network.stateDictionary()
    if projector {
      let head = try Projector(inputs: configuration.featureCount, widths: [24, 16], from: ParameterSource(seed: 2))
      for (name, tensor) in head.stateDictionary() { tensors["projector." + name] = tensor }
    }
    let path = folder.file("\(UUID().uuidString).safetensors")
    try Safetensors(tensors: tensors, metadata: description.metadata).write(to: path)
    return try EncoderModel(contentsOf: path)
  }

  /// The features of the photo.
  private func features(_ model: EncoderModel, _ kind: FeatureKind) throws -> Tensor {
    let photos = try DatasetDescription.folder(folder.file("photos")).open(split: .train)
    return try EncoderFeatures(model).features(of: photos, kind).features
  }

  /// Exports under a name, and gives the lines.
  private func export(
    _ model: EncoderModel, _ format: ExportFormat, _ name: String, _ kind: FeatureKind? = nil,
    preprocessing: Bool = true
  ) throws -> String {
    let current = folder.file(name + (format.ending ?? ""))
    let exported = try model.export(format, to: current, features: kind, hasPreprocessing: preprocessing)
    #expect(exported.files.allSatisfy { FileManager.default.fileExists(atPath: $0) })
    return exported.snippet
  }

  @Test func theLinesGiveTheSameFeaturesElsewhere() throws {
    let published = try model(ResNetConfiguration(variant: .resnet18), imageSize: 64, resizeTo: 73)
    let narrow = try model(
      ResNetConfiguration(variant: .resnet10, width: 6, stem: .strided, grid: 2, inputChannels: 1), imageSize: 36,
      resizeTo: 36)
    let bottleneck = try model(
      ResNetConfiguration(variant: .resnet50, width: 8, stem: .cifar), imageSize: 32, resizeTo: 40, projector: true)
    let grouped = try model(ResNetConfiguration(variant: .resNeXt50, width: 16), imageSize: 64, resizeTo: 64)
    let transformer = try model(
      VisionTransformerConfiguration(variant: .tiny, patchSize: 8, positionSize: 32), imageSize: 44, resizeTo: 50)
    let registers = try model(Self.registers, imageSize: 60, resizeTo: 64)
    let unplaced = try model(
      VisionTransformerConfiguration(
        variant: .tiny, patchSize: 14, positionSize: 42, layerScale: 0.1, positions: .patches), imageSize: 42,
      resizeTo: 42)
    // torchvision's takes images of one size alone, for which positions are interpolated.
    let large = try model(
      VisionTransformerConfiguration(variant: .base, patchSize: 32, positionSize: 64), imageSize: 96, resizeTo: 96)
    let tiny = try model(ConvNeXtConfiguration(variant: .tiny), imageSize: 64, resizeTo: 73)
    let convolutional = try model(ConvNeXtConfiguration(variant: .atto), imageSize: 64, resizeTo: 64)
    let linear = try model(ConvNeXtConfiguration(variant: .tiny, width: 8), imageSize: 64, resizeTo: 64)
    let cases: [(name: String, model: EncoderModel, format: ExportFormat, kind: FeatureKind, preprocessing: Bool)] = [
      ("published-torchvision", published, .torchvision, .representation, true),
      ("published-timm", published, .timm, .representation, true),
      ("published-onnx", published, .onnx, .representation, true),
      ("published-plain", published, .onnx, .representation, false),
      ("published-python", published, .python, .representation, true),
      ("narrow-onnx", narrow, .onnx, .representation, true), ("narrow-python", narrow, .python, .representation, true),
      ("bottleneck-onnx", bottleneck, .onnx, .embedding, true),
      ("bottleneck-python", bottleneck, .python, .representation, true),
      ("grouped-onnx", grouped, .onnx, .representation, true),
      ("grouped-python", grouped, .python, .representation, true),
      ("transformer-onnx", transformer, .onnx, .representation, true),
      ("transformer-timm", transformer, .timm, .representation, true),
      ("convolutional-onnx", convolutional, .onnx, .representation, true),
      ("convolutional-timm", convolutional, .timm, .representation, true),
      ("linear-onnx", linear, .onnx, .representation, true),
      ("transformer-python", transformer, .python, .representation, true),
      ("convolutional-python", convolutional, .python, .representation, true),
      ("linear-python", linear, .python, .representation, true),
      ("registers-onnx", registers, .onnx, .representation, true),
      ("registers-timm", registers, .timm, .representation, true),
      ("registers-python", registers, .python, .representation, true),
      ("unplaced-onnx", unplaced, .onnx, .representation, true),
      ("unplaced-timm", unplaced, .timm, .representation, true),
      ("unplaced-python", unplaced, .python, .representation, true),
      ("large-torchvision", large, .torchvision, .representation, true),
      ("tiny-torchvision", tiny, .torchvision, .representation, true),
    ]
    var snippets: [String: String] = [:]
    for entry in cases {
      let kind = entry.format == .onnx ? entry.kind : nil
      snippets[entry.name] = try export(entry.model, entry.format, entry.name, kind, preprocessing: entry.preprocessing)
    }
    // What config.json says of the shape is enough for timm, too.
    for name in ["registers", "unplaced", "published"] {
      let lines = try #require(snippets["\(name)-timm"]).split(separator: "\n").map(String.init)
      snippets["\(name)-folder"] = lines.map { line in
        line.hasPrefix("model = timm.create_model(")
          ? "model = timm.create_model(\"local-dir:\(folder.file("\(name)-timm"))\", pretrained=True).eval()" : line
      }.joined(separator: "\n")
    }
    try JSONEncoder().encode(snippets).write(to: URL(filePath: folder.file("snippets.json")))
    let results = try PythonReference.run("export_snippets.py", paths: [folder.path])
    for entry in cases {
      let here = try features(entry.model, entry.kind)
      #expect(try here.relativeError(to: #require(results[entry.name])) < 1e-5, "\(entry.name)")
      guard entry.format == .timm, let folder = results[entry.name.replacing("-timm", with: "-folder")] else {
        continue
      }
      #expect(try here.relativeError(to: folder) < 1e-5, "\(entry.name)")
    }
  }

  /// As published for DINOv2, narrow.
  private static let registers = VisionTransformerConfiguration(
    variant: .tiny, patchSize: 14, positionSize: 42, layerScale: 1e-5, registers: 3)

  @Test func otherNamesComeBackBitExact() throws {
    let large = VisionTransformerConfiguration(variant: .base, patchSize: 32, positionSize: 64)
    for (configuration, side) in [
      (large as any BackboneConfiguration, 64), (ConvNeXtConfiguration(variant: .tiny), 64),
    ] {
      let model = try model(configuration, imageSize: side, resizeTo: side)
      let path = folder.file("\(configuration.name).pth")
      _ = try model.export(.torchvision, to: path)
      let again = try NetworkWeights(contentsOf: path)
      #expect(again.configuration.isEqual(to: configuration))
      let state = model.network.backbone.stateDictionary()
      #expect(Set(again.backbone.keys) == Set(state.keys))
      for (name, tensor) in state { #expect(try again.backbone[name]?.doubles() == tensor.doubles(), "\(name)") }
    }
    // Beside registers timm's class token has no position, which is in the token then; everything else is as it was.
    let model = try model(Self.registers, imageSize: 42, resizeTo: 42)
    let exported = try model.export(.timm, to: folder.file("timm"))
    let again = try EncoderModel(contentsOf: exported.files[0])
    #expect((again.network.backbone.configuration as? VisionTransformerConfiguration)?.positions == .patches)
    #expect(try features(again, .representation).floats() == features(model, .representation).floats())
    let state = again.network.backbone.stateDictionary()
    for (name, tensor) in model.network.backbone.stateDictionary() where !["cls_token", "pos_embed"].contains(name) {
      #expect(try state[name]?.doubles() == tensor.doubles(), "\(name)")
    }
  }

  @Test(arguments: [true, false]) func aClassifierGivesItsProbabilitiesElsewhere(_ preprocessing: Bool) throws {
    let narrow = try model(
      ResNetConfiguration(variant: .resnet10, width: 6, stem: .cifar), imageSize: 32, resizeTo: 36)
    for number in 0..<24 {
      try folder.write(BMPFixture.image(number), to: "classes/\(["a \"b\"", "ü"][number % 2])/\(number).bmp")
    }
    let images = try DatasetDescription.folder(folder.file("classes")).open(split: .train)
    let classifier = try ClassifierFit(EncoderFeatures(narrow), images: images, model: "narrow", data: "classes")
      .linear(.representation)
    let exported = try classifier.export(.onnx, to: folder.file("classifier.onnx"), hasPreprocessing: preprocessing)
    let lines = exported.snippet.replacing("features, probabilities =", with: "_, features =")
      .replacing("probabilities", with: "features")
    try JSONEncoder().encode(["classifier": lines + "\nassert classes == [\"a \\\"b\\\"\", \"ü\"]"]).write(
      to: URL(filePath: folder.file("snippets.json")))
    let found = try #require(try PythonReference.run("export_snippets.py", paths: [folder.path])["classifier"])
    let here = try classifier.probabilities(of: features(narrow, .representation))
    #expect(try here.relativeError(to: found) < 1e-4)
    #expect(throws: ExportError.self) { try classifier.export(.timm, to: folder.file("timm")) }
  }

  @Test(
    .enabled(
      if: PythonReference.has("coremltools"), "coremltools is not in the tests' environment; `make setup` installs it"))
  func coreMLToolsConvertThePythonModel() throws {
    let narrow = try model(
      ResNetConfiguration(variant: .resnet10, width: 6, stem: .strided, grid: 2), imageSize: 36, resizeTo: 36)
    _ = try export(narrow, .python, "folder")
    let found = try PythonReference.run("core_ml.py", paths: [folder.path])
    #expect(found["input"]?.values == [1, 3, 36, 36] && found["isNamed"]?.values == [1])
    // What coremltools does not tell the shape of is told as none.
    #expect(found["output"].map { $0.values.isEmpty || $0.values == [1, 192] } == true)
  }

  @Test func roundTripsAreBitExact() throws {
    let published = try model(ResNetConfiguration(variant: .resnet18), imageSize: 64, resizeTo: 73)
    let state = published.network.backbone.stateDictionary()
    for (format, path) in [
      (ExportFormat.torchvision, "a.pth"), (.timm, "a"), (.python, "b"),
    ] {
      let file = folder.file(path)
      let exported = try published.export(format, to: file)
      let again = try NetworkWeights(contentsOf: format == .python ? exported.files[1] : file)
      #expect(Set(again.backbone.keys) == Set(state.keys))
      for (name, tensor) in state { #expect(try again.backbone[name]?.doubles() == tensor.doubles(), "\(name)") }
    }
    // The same model gives the same bytes.
    for format in [ExportFormat.onnx, .torchvision] {
      let paths = [folder.file("1.x"), folder.file("2.x")]
      for path in paths { _ = try published.export(format, to: path) }
      #expect(try Data(contentsOf: URL(filePath: paths[0])) == Data(contentsOf: URL(filePath: paths[1])))
    }
  }

  @Test func whatAFormatCannotHoldIsRefused() throws {
    let narrow = try model(ResNetConfiguration(variant: .resnet18, width: 8), imageSize: 32, resizeTo: 32)
    let transformer = try model(
      VisionTransformerConfiguration(variant: .tiny, positionSize: 32), imageSize: 32, resizeTo: 32)
    func refuse(
      _ model: EncoderModel, _ format: ExportFormat, _ words: String, _ kind: FeatureKind? = nil, plain: Bool = false
    ) {
      let error = #expect(throws: ExportError.self) {
        try model.export(format, to: folder.file("never"), features: kind, hasPreprocessing: !plain)
      }
      #expect(line(error).contains(words), "\(line(error))")
    }
    refuse(narrow, .torchvision, "--format onnx or python")
    refuse(narrow, .timm, "--format onnx or python")
    refuse(narrow, .checkpoint, "give a run folder")
    refuse(transformer, .torchvision, "torchvision has no vit_tiny")
    let scaled = try model(
      VisionTransformerConfiguration(variant: .base, patchSize: 32, positionSize: 32, layerScale: 1e-5), imageSize: 32,
      resizeTo: 32)
    refuse(scaled, .torchvision, "torchvision has no vit_base with patches of 32 pixels, layer scale")
    let odd = try model(
      VisionTransformerConfiguration(variant: .base, patchSize: 32, positionSize: 32), imageSize: 48, resizeTo: 48)
    refuse(odd, .torchvision, "multiple of 32, not 48")
    let slim = try model(ConvNeXtConfiguration(variant: .tiny, width: 8), imageSize: 32, resizeTo: 32)
    refuse(slim, .torchvision, "torchvision has no convnext_tiny of width 8")
    refuse(narrow, .python, "onnx holds embedding features", .embedding)
    refuse(narrow, .python, "only onnx", plain: true)
    #expect(throws: FeatureError.self) { try narrow.export(.onnx, to: folder.file("never"), features: .embedding) }
    #expect(!FileManager.default.fileExists(atPath: folder.file("never")))
  }
}
