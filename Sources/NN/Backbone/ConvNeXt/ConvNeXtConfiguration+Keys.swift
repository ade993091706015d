extension ConvNeXtConfiguration {
  /// The ConvNeXts in a dictionary of tensors, by timm's names, by torchvision's, or by those of the published code.
  public static func recognized(in shapes: [String: [Int]]) -> [BackboneInKeys] {
    let (timm, published) = ("stages.0.blocks.0.conv_dw.weight", "stages.0.0.dwconv.weight")
    let torchvision = "features.1.0.block.0.weight"
    return shapes.keys.compactMap { key in
      if key.hasSuffix(timm) {
        let prefix = String(key.dropLast(timm.count))
        return configuration(
          prefix, stem: "stem.0.weight", block: { "stages.\($0).blocks.\($1)." }, fc1: "mlp.fc1", shapes
        ).map {
          BackboneInKeys(prefix: prefix, configuration: $0, classifiers: ["head.fc."], interpolation: "bicubic")
        }
      }
      if key.hasSuffix(torchvision) {
        let prefix = String(key.dropLast(torchvision.count))
        return configuration(
          prefix, stem: "features.0.0.weight", block: { "features.\(2 * $0 + 1).\($1)." }, fc1: "block.3",
          scale: "layer_scale", shapes
        ).map {
          BackboneInKeys(
            prefix: prefix, configuration: $0, scheme: "torchvision", classifiers: ["classifier.2."],
            name: torchvisionName, shape: torchvisionShape)
        }
      }
      guard key.hasSuffix(published) else { return nil }
      let prefix = String(key.dropLast(published.count))
      return configuration(
        prefix, stem: "downsample_layers.0.0.weight", block: { "stages.\($0).\($1)." }, fc1: "pwconv1", shapes
      ).map {
        BackboneInKeys(
          prefix: prefix, configuration: $0, scheme: "the published ConvNeXt code", interpolation: "bicubic",
          name: publishedName)
      }
    }
  }

  private static func configuration(
    _ prefix: String, stem: String, block: (_ stage: Int, _ index: Int) -> String, fc1: String,
    scale: String = "gamma", _ shapes: [String: [Int]]
  ) -> Self? {
    guard let stem = shapes[prefix + stem], stem.count == 4, [1, 3].contains(stem[1]), (4...1024).contains(stem[0])
    else {
      return nil
    }
    let counts = (0..<4).map { stage in
      (0..<64).prefix { shapes[prefix + block(stage, $0) + scale] != nil }.count
    }
    let usesConvolutions = shapes["\(prefix)\(block(0, 0))\(fc1).weight"]?.count == 4
    return ConvNeXtVariant.allCases.first { $0.blockCounts == counts && $0.usesConvolutions == usesConvolutions }.map {
      ConvNeXtConfiguration(variant: $0, width: stem[0], inputChannels: stem[1])
    }
  }

  /// What torchvision calls a parameter.
  @Sendable package static func torchvisionName(_ own: String) -> String {
    let parts = own.split(separator: ".").map(String.init)
    switch parts[0] {
    case "stem": return "features.0." + parts.dropFirst().joined(separator: ".")
    case "head": return "classifier.0." + parts.dropFirst(2).joined(separator: ".")
    case "stages" where parts.count > 3:
      let stage = 2 * (Int(parts[1]) ?? 0)
      if parts[2] == "downsample" { return "features.\(stage)." + parts.dropFirst(3).joined(separator: ".") }
      let (block, rest) = ("features.\(stage + 1).\(parts[3]).", parts.dropFirst(4).joined(separator: "."))
      let names = [
        ("conv_dw.", "block.0."), ("norm.", "block.2."), ("mlp.fc1.", "block.3."), ("mlp.fc2.", "block.5."),
      ]
      for (name, there) in names where rest.hasPrefix(name) { return block + there + rest.dropFirst(name.count) }
      return rest == "gamma" ? block + "layer_scale" : own
    default: return own
    }
  }

  /// The shape of a parameter in torchvision, which keeps the scales of a branch as `[C, 1, 1]`.
  @Sendable package static func torchvisionShape(_ own: String, _ shape: [Int]) -> [Int] {
    own.hasSuffix(".gamma") ? shape + [1, 1] : shape
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
