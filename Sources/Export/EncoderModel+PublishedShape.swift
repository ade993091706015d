import Encoders
import NN

extension EncoderModel {
  /// Makes sure that another program's network of the same name has the same parameters.
  func requirePublishedShape(for program: String, isKnown: Bool) throws {
    let configuration = network.backbone.configuration
    guard isKnown, configuration.name != "resnet10", configuration.inputChannels == 3,
      try publishedConfiguration.stateShapes == configuration.stateShapes,
      (configuration as? ResNetConfiguration)?.grid ?? 1 == 1
    else {
      throw ExportError(
        "\(program) has no \(configuration.summary) with \(record.channels == 1 ? "grey images, " : "")this stem and grid; use --format "
          + "onnx or python, which hold any")
    }
  }

  /// The published shape of the same name, for colours.
  private var publishedConfiguration: any BackboneConfiguration {
    switch network.backbone.configuration {
    case let own as ResNetConfiguration: ResNetConfiguration(variant: own.variant)
    case let own as ConvNeXtConfiguration: ConvNeXtConfiguration(variant: own.variant)
    case let own: own
    }
  }
}
