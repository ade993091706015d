import Encoders
import Files
import Foundation
import NN
import TensorFiles
import Torch
import Weights

extension EncoderModel {
  /// Writes a folder that timm loads: `model.safetensors`, and `config.json` that says what it is and how images are prepared.
  func writeTimm(to folder: String) throws -> ([String], [String]) {
    let configuration = network.backbone.configuration
    let known = Self.timmName(configuration)
    try requirePublishedShape(for: "timm", isKnown: known != nil)
    let name = known ?? configuration.name
    let preparation = WeightsDescription(of: self).preparation
    // timm divides the side by it and rounds down.
    let cropShare = Double(preparation.imageSize) / (Double(preparation.resizeTo) + 0.5)
    try createFolder(folder)
    let (weights, config) = (folder + "/model.safetensors", folder + "/config.json")
    var description = WeightsDescription(of: self)
    let state = try timmState(&description)
    var metadata = try description.metadata
    metadata["format"] = "pt"
    try Safetensors(tensors: state, metadata: metadata).write(to: weights)
    let pretrained: [String: Any] = [
      "input_size": [record.channels, preparation.imageSize, preparation.imageSize],
      "interpolation": preparation.interpolation,
      "crop_pct": cropShare, "mean": preparation.mean.map { Double("\($0)") ?? 0 },
      "std": preparation.std.map { Double("\($0)") ?? 0 },
      "num_classes": 0,
    ]
    var content: [String: Any] = [
      "architecture": name, "num_classes": 0, "num_features": configuration.featureCount, "pretrained_cfg": pretrained,
    ]
    let shape = (configuration as? VisionTransformerConfiguration).map(Self.timmArguments)
    content["model_args"] = shape.map { Dictionary(uniqueKeysWithValues: $0.map { ($0.name, $0.json) }) }
    try AtomicFile.write(
      JSONSerialization.data(withJSONObject: content, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]),
      to: config)
    let arguments = (shape ?? []).map { ", \($0.name)=\($0.python)" }.joined()
    let kind = record.channels == 1 ? "L" : "RGB"
    return (
      [weights, config],
      [
        "import json, timm; from PIL import Image",
        "model = timm.create_model(\"\(name)\", num_classes=0\(arguments), checkpoint_path=\(Self.quoted(weights))).eval()",
        "config = json.load(open(\(Self.quoted(config))))[\"pretrained_cfg\"]",
        "transform = timm.data.create_transform(**{k: config[k] for k in (\"input_size\", \"interpolation\", \"crop_pct\", \"mean\", \"std\")})",
        "features = model(transform(Image.open(\"photo.jpg\").convert(\"\(kind)\"))[None])",
      ]
    )
  }

  /// How timm is told of a shape: for `create_model` in Python, and in `config.json`.
  private static func timmArguments(_ shape: VisionTransformerConfiguration) -> [(
    name: String, python: String, json: Any
  )] {
    var arguments: [(name: String, python: String, json: Any)] = [
      ("img_size", "\(shape.positionSize)", shape.positionSize), ("patch_size", "\(shape.patchSize)", shape.patchSize),
    ]
    if shape.layerScale > 0 { arguments.append(("init_values", "\(shape.layerScale)", shape.layerScale)) }
    if shape.registers > 0 { arguments.append(("reg_tokens", "\(shape.registers)", shape.registers)) }
    let flags =
      (shape.registers > 0 || shape.positions == .patches ? ["no_embed_class"] : []) + [
        "dynamic_img_size", "dynamic_img_pad",
      ]
    return arguments + flags.map { ($0, "True", true) }
  }

  /// The state as timm has it, which is told: beside registers its class token has no position of its own, which is added to the token.
  private func timmState(_ description: inout WeightsDescription) throws -> [String: Tensor] {
    var state = network.backbone.stateDictionary()
    guard let transformer = network.backbone as? VisionTransformer, transformer.registers != nil,
      var shape = description.backbone as? VisionTransformerConfiguration
    else { return state }
    shape.positions = .patches
    description.backbone = shape
    try withoutGradients {
      state["cls_token"] = try transformer.placedClassToken.detach()
      let grid = transformer.positionGrid
      state["pos_embed"] = try transformer.patchPositions(rows: grid, columns: grid).contiguous().detach()
    }
    return state
  }

  /// What timm calls a network; nil if it has none.
  private static func timmName(_ configuration: any BackboneConfiguration) -> String? {
    switch configuration {
    case let configuration as ResNetConfiguration: configuration.variant == .resnet10 ? nil : configuration.name
    case let configuration as ConvNeXtConfiguration: configuration.name
    case let configuration as VisionTransformerConfiguration: configuration.name + "_patch16_224"
    default: nil
    }
  }
}
