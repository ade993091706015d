extension VisionTransformerConfiguration {
  /// The vision transformers in a dictionary of tensors, by timm's names, which the networks of DINO share.
  public static func recognized(in shapes: [String: [Int]]) -> [BackboneInKeys] {
    shapes.keys.filter { $0.hasSuffix("patch_embed.proj.weight") }.compactMap { key in
      let prefix = String(key.dropLast("patch_embed.proj.weight".count))
      guard let patches = shapes[key], patches.count == 4, patches[2] == patches[3], [1, 3].contains(patches[1]),
        let positions = shapes[prefix + "pos_embed"], positions.count == 3, positions[2] == patches[0],
        let variant = VisionTransformerVariant.allCases.first(where: { $0.features == patches[0] }),
        shapes["\(prefix)blocks.\(variant.blockCount).norm1.weight"] == nil
      else { return nil }
      let grid = Int(Double(max(positions[1] - 1, 0)).squareRoot().rounded())
      guard grid > 0, grid * grid == positions[1] - 1, (2...64).contains(patches[2]) else { return nil }
      return BackboneInKeys(
        prefix: prefix,
        configuration: VisionTransformerConfiguration(
          variant: variant, patchSize: patches[2], positionSize: grid * patches[2], inputChannels: patches[1]))
    }
  }
}
