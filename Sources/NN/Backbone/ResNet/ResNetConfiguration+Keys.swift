extension ResNetConfiguration {
  /// The residual networks in a dictionary of tensors, by torchvision's names, which timm shares, or by the positions of layers in a
  /// `Sequential` of torchvision's parts.
  ///
  /// A 3×3 stem is taken to have stride 1, as in networks for small images.
  public static func recognized(in shapes: [String: [Int]]) -> [BackboneInKeys] {
    let blocks = shapes.keys.filter { $0.hasSuffix(".0.conv1.weight") }
    return blocks.compactMap { key -> BackboneInKeys? in
      let stage = String(key.dropLast(".0.conv1.weight".count))
      if stage.hasSuffix("layer1") { return named(prefix: String(stage.dropLast(6)), shapes) }
      let digits = stage.reversed().prefix { $0.isNumber }
      guard let first = Int(String(digits.reversed())), first >= 2 else { return nil }
      return numbered(prefix: String(stage.dropLast(digits.count)), first: first, shapes)
    }
  }

  private static func named(prefix: String, _ shapes: [String: [Int]]) -> BackboneInKeys? {
    configuration(stem: shapes[prefix + "conv1.weight"], stages: (1...4).map { "\(prefix)layer\($0)" }, shapes).map {
      BackboneInKeys(prefix: prefix, configuration: $0)
    }
  }

  /// A `Sequential` of convolution, normalization, rectifier, perhaps pooling, and stages from `first` on.
  private static func numbered(prefix: String, first: Int, _ shapes: [String: [Int]]) -> BackboneInKeys? {
    guard shapes["\(prefix)\(first - 1).0.conv1.weight"] == nil else { return nil }
    let stages = (first..<first + 4).map { "\(prefix)\($0)" }
    return configuration(stem: shapes[prefix + "0.weight"], stages: stages, shapes).map {
      BackboneInKeys(prefix: prefix, configuration: $0, scheme: "the positions of layers, as in lightly") { own in
        for (name, position) in [("conv1.", 0), ("bn1.", 1)] where own.hasPrefix(name) {
          return "\(position)." + own.dropFirst(name.count)
        }
        guard own.hasPrefix("layer"), let stage = own.dropFirst(5).first?.wholeNumberValue else { return own }
        return "\(first + stage - 1)" + own.dropFirst(6)
      }
    }
  }

  private static func configuration(stem: [Int]?, stages: [String], _ shapes: [String: [Int]]) -> Self? {
    guard let stem, stem.count == 4, stem[2] == stem[3], [3, 7].contains(stem[2]), [1, 3].contains(stem[1]),
      (4...1024).contains(stem[0]), let inner = shapes[stages[0] + ".0.conv2.weight"], inner.count == 4
    else { return nil }
    let isBottleneck = shapes[stages[0] + ".0.conv3.weight"] != nil
    let counts = stages.map { stage in (0..<64).prefix { shapes["\(stage).\($0).conv1.weight"] != nil }.count }
    let variant = ResNetVariant.allCases.first {
      $0.blockCounts == counts && ($0.blockKind == .bottleneck) == isBottleneck
        && inner[0] == (isBottleneck ? $0.innerChannels(stem[0]) : stem[0]) && inner[1] == inner[0] / $0.groups
    }
    return variant.map {
      ResNetConfiguration(
        variant: $0, width: stem[0], stem: stem[2] == 7 ? .imagenet : .cifar, inputChannels: stem[1])
    }
  }
}
