extension ConvNeXtConfiguration {
  /// The ConvNeXts in a dictionary of tensors, by timm's names or by those of the published code.
  public static func recognized(in shapes: [String: [Int]]) -> [BackboneInKeys] {
    let (timm, published) = ("stages.0.blocks.0.conv_dw.weight", "stages.0.0.dwconv.weight")
    return shapes.keys.compactMap { key in
      if key.hasSuffix(timm) {
        let prefix = String(key.dropLast(timm.count))
        return configuration(
          prefix, stem: "stem.0.weight", block: { "stages.\($0).blocks.\($1)." }, fc1: "mlp.fc1", shapes
        ).map {
          BackboneInKeys(prefix: prefix, configuration: $0)
        }
      }
      guard key.hasSuffix(published) else { return nil }
      let prefix = String(key.dropLast(published.count))
      return configuration(
        prefix, stem: "downsample_layers.0.0.weight", block: { "stages.\($0).\($1)." }, fc1: "pwconv1", shapes
      ).map {
        BackboneInKeys(prefix: prefix, configuration: $0, scheme: "the published ConvNeXt code", name: publishedName)
      }
    }
  }

  private static func configuration(
    _ prefix: String, stem: String, block: (_ stage: Int, _ index: Int) -> String, fc1: String,
    _ shapes: [String: [Int]]
  ) -> Self? {
    guard let stem = shapes[prefix + stem], stem.count == 4, [1, 3].contains(stem[1]), (4...1024).contains(stem[0])
    else {
      return nil
    }
    let counts = (0..<4).map { stage in
      (0..<64).prefix { shapes[prefix + block(stage, $0) + "gamma"] != nil }.count
    }
    let usesConvolutions = shapes["\(prefix)\(block(0, 0))\(fc1).weight"]?.count == 4
    return ConvNeXtVariant.allCases.first { $0.blockCounts == counts && $0.usesConvolutions == usesConvolutions }.map {
      ConvNeXtConfiguration(variant: $0, width: stem[0], inputChannels: stem[1])
    }
  }

  /// What the published code calls a parameter.
  @Sendable private static func publishedName(_ own: String) -> String {
    let parts = own.split(separator: ".").map(String.init)
    switch parts[0] {
    case "stem": return "downsample_layers.0." + parts.dropFirst().joined(separator: ".")
    case "head": return parts.dropFirst().joined(separator: ".")
    case "stages" where parts.count > 3 && parts[2] == "downsample":
      return "downsample_layers.\(parts[1])." + parts.dropFirst(3).joined(separator: ".")
    case "stages" where parts.count > 4:
      let rest = parts.dropFirst(4).joined(separator: ".").replacing("mlp.fc1", with: "pwconv1")
        .replacing("mlp.fc2", with: "pwconv2").replacing("conv_dw", with: "dwconv")
      return "stages.\(parts[1]).\(parts[3]).\(rest)"
    default: return own
    }
  }
}
