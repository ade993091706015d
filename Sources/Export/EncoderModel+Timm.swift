import Encoders
import Files
import Foundation
import NN
import TensorFiles
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
    var metadata = try WeightsDescription(of: self).metadata
    metadata["format"] = "pt"
    try Safetensors(tensors: network.backbone.stateDictionary(), metadata: metadata).write(to: weights)
    let pretrained: [String: Any] = [
      "input_size": [record.channels, preparation.imageSize, preparation.imageSize],
      "interpolation": preparation.interpolation,
      "crop_pct": cropShare, "mean": preparation.mean.map { Double("\($0)") ?? 0 },
      "std": preparation.std.map { Double("\($0)") ?? 0 },
      "num_classes": 0,
    ]
    let content: [String: Any] = [
      "architecture": name, "num_classes": 0, "num_features": configuration.featureCount, "pretrained_cfg": pretrained,
    ]
    try AtomicFile.write(
      JSONSerialization.data(withJSONObject: content, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]),
      to: config)
    let size = (configuration as? VisionTransformerConfiguration).map { ", img_size=\($0.positionSize)" } ?? ""
    let patches =
      (configuration as? VisionTransformerConfiguration).map {
        ", patch_size=\($0.patchSize), dynamic_img_size=True, dynamic_img_pad=True"
      }
      ?? ""
    let kind = record.channels == 1 ? "L" : "RGB"
    return (
      [weights, config],
      [
        "import json, timm; from PIL import Image",
        "model = timm.create_model(\"\(name)\", num_classes=0\(size)\(patches), checkpoint_path=\(Self.quoted(weights))).eval()",
        "config = json.load(open(\(Self.quoted(config))))[\"pretrained_cfg\"]",
        "transform = timm.data.create_transform(**{k: config[k] for k in (\"input_size\", \"interpolation\", \"crop_pct\", \"mean\", \"std\")})",
        "features = model(transform(Image.open(\"photo.jpg\").convert(\"\(kind)\"))[None])",
      ]
    )
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
