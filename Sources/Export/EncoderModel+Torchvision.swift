import Encoders
import NN
import TensorFiles
import Torch

extension EncoderModel {
  /// Writes a state dictionary that torchvision's network of the same name loads with `strict=True` apart from its classifier.
  func writeTorchvision(to path: String) throws -> ([String], [String]) {
    let configuration = network.backbone.configuration
    var (state, name, arguments, classifier) = (network.backbone.stateDictionary(), configuration.name, "", "fc")
    switch configuration {
    case let shape as VisionTransformerConfiguration:
      guard let published = Self.torchvisionName(shape) else {
        throw ExportError(
          "torchvision has no \(shape.summary) (of vit_base and vit_large it has those with patches of 16 and 32 pixels, for colours); use "
            + "--format timm, onnx or python")
      }
      guard imageSize % shape.patchSize == 0 else {
        throw ExportError(
          "torchvision's \(published) takes images whose side is a multiple of \(shape.patchSize), not \(imageSize); use --format timm, onnx "
            + "or python")
      }
      if let network = network.backbone as? VisionTransformer {
        // torchvision interpolates nothing: position embeddings are those of the size of the images.
        let grid = imageSize / shape.patchSize
        state["pos_embed"] = try withoutGradients { try network.positionEmbeddings(rows: grid, columns: grid).detach() }
      }
      state = Dictionary(
        uniqueKeysWithValues: state.map { (VisionTransformerConfiguration.torchvisionName($0), $1) })
      (name, arguments, classifier) = (published, imageSize == 224 ? "" : "image_size=\(imageSize)", "heads")
    case let shape as ConvNeXtConfiguration:
      try requirePublishedShape(for: "torchvision", isKnown: shape.variant == .tiny)
      state = try Dictionary(
        uniqueKeysWithValues: state.map {
          (
            ConvNeXtConfiguration.torchvisionName($0),
            try $1.reshape(ConvNeXtConfiguration.torchvisionShape($0, $1.shape))
          )
        })
      classifier = "classifier[2]"
    default: try requirePublishedShape(for: "torchvision", isKnown: configuration is ResNetConfiguration)
    }
    try PyTorchFile.write(.state(state), to: path)
    return (
      [path],
      [
        "import torch, torchvision, torchvision.transforms as T; from PIL import Image",
        "model = torchvision.models.\(name)(\(arguments)); model.\(classifier) = torch.nn.Identity()",
        "model.load_state_dict(torch.load(\(Self.quoted(path)), weights_only=True)); model.eval()",
      ] + ImageSnippet(self).torchvision + ["features = model(images)"]
    )
  }

  /// What torchvision calls a vision transformer; nil if it has none.
  private static func torchvisionName(_ shape: VisionTransformerConfiguration) -> String? {
    guard [16, 32].contains(shape.patchSize), shape.inputChannels == 3, shape.layerScale == 0, shape.registers == 0,
      shape.positions == .all
    else { return nil }
    switch shape.variant {
    case .tiny, .small: return nil
    case .base: return "vit_b_\(shape.patchSize)"
    case .large: return "vit_l_\(shape.patchSize)"
    }
  }
}
