extension VisionTransformerConfiguration {
  /// The vision transformers in a dictionary of tensors, by timm's names, which the networks of DINO and DINOv2 share, or by
  /// torchvision's.
  public static func recognized(in shapes: [String: [Int]]) -> [BackboneInKeys] {
    shapes.keys.compactMap { key in
      for (ending, found) in [("patch_embed.proj.weight", inTimmsNames), ("conv_proj.weight", inTorchvisionsNames)]
      where key.hasSuffix(ending) { return found(String(key.dropLast(ending.count)), shapes) }
      return nil
    }
  }

  /// What a parameter for the scales of branches starts at where a file's are not meant to be kept, as in DINOv2.
  private static let usualLayerScale = 1e-5

  /// The shape that these tensors have.
  ///
  /// - Parameters:
  ///   - patches: The shape of the weights that make tokens of patches.
  ///   - positions: The shape of position embeddings.
  ///   - blockCount: The number of blocks that are there; some may be missing.
  private init?(patches: [Int]?, positions: [Int]?, blockCount: Int) {
    guard let patches, patches.count == 4, patches[2] == patches[3], [1, 3].contains(patches[1]),
      let positions, positions.count == 3, positions[2] == patches[0], (1...1 << 20).contains(positions[1]),
      let variant = VisionTransformerVariant.allCases.first(where: { $0.features == patches[0] }),
      (1...variant.blockCount).contains(blockCount), (2...64).contains(patches[2])
    else { return nil }
    let grid = Int(Double(positions[1]).squareRoot())
    guard grid > 0, [grid * grid, grid * grid + 1].contains(positions[1]) else { return nil }
    self.init(
      variant: variant, patchSize: patches[2], positionSize: grid * patches[2],
      positions: positions[1] == grid * grid ? .patches : .all, inputChannels: patches[1])
  }

  private static func inTimmsNames(_ prefix: String, _ shapes: [String: [Int]]) -> BackboneInKeys? {
    let blocks = blockNames(prefix, shapes)
    guard
      var shape = Self(
        patches: shapes[prefix + "patch_embed.proj.weight"], positions: shapes[prefix + "pos_embed"],
        blockCount: blocks.count)
    else { return nil }
    let registers = ["reg_token", "register_tokens"].first { shapes[prefix + $0] != nil }
    if let registers, let tokens = shapes[prefix + registers] {
      guard tokens.count == 3, (1...64).contains(tokens[1]) else { return nil }
      shape.registers = tokens[1]
    }
    if let first = blocks.first, shapes["\(prefix)\(first).ls1.gamma"] != nil { shape.layerScale = usualLayerScale }
    let isPublished = registers == "register_tokens" || shapes[prefix + "mask_token"] != nil
    return BackboneInKeys(
      prefix: prefix, configuration: shape, scheme: isPublished ? "the published DINOv2 code" : nil,
      interpolation: "bicubic"
    ) { own in
      if own == "reg_token" { return registers ?? own }
      guard own.hasPrefix("blocks."), let end = own.dropFirst(7).firstIndex(of: "."),
        let index = Int(own.dropFirst(7)[..<end]), blocks.indices.contains(index)
      else { return own }
      return blocks[index] + own[end...]
    }
  }

  /// What the blocks are called: `blocks.0`, or `blocks.0.0` with the number of a chunk before that of the block.
  private static func blockNames(_ prefix: String, _ shapes: [String: [Int]]) -> [String] {
    var names: [String] = []
    while names.count < 64 {
      let index = names.count
      let candidates = ["blocks.\(index)"] + (0...index).map { "blocks.\($0).\(index)" }
      guard let name = candidates.first(where: { shapes["\(prefix)\($0).norm1.weight"] != nil }) else { break }
      names.append(name)
    }
    return names
  }

  private static func inTorchvisionsNames(_ prefix: String, _ shapes: [String: [Int]]) -> BackboneInKeys? {
    let layers = prefix + "encoder.layers.encoder_layer_"
    let blockCount = (0..<64).prefix { shapes["\(layers)\($0).ln_1.weight"] != nil }.count
    guard
      let shape = Self(
        patches: shapes[prefix + "conv_proj.weight"], positions: shapes[prefix + "encoder.pos_embedding"],
        blockCount: blockCount), shape.positions == .all
    else { return nil }
    // Before version 0.14 of torchvision, as in its published files.
    let isOld = shapes[layers + "0.mlp.linear_1.weight"] != nil
    return BackboneInKeys(prefix: prefix, configuration: shape, scheme: "torchvision") {
      let name = torchvisionName($0)
      return isOld
        ? name.replacing(".mlp.0.", with: ".mlp.linear_1.").replacing(".mlp.3.", with: ".mlp.linear_2.") : name
    }
  }

  /// What torchvision calls a parameter of a network without layer scale and registers.
  @Sendable package static func torchvisionName(_ own: String) -> String {
    var parts = own.split(separator: ".").map(String.init)
    switch parts[0] {
    case "cls_token": return "class_token"
    case "pos_embed": return "encoder.pos_embedding"
    case "patch_embed": return "conv_proj." + parts.dropFirst(2).joined(separator: ".")
    case "norm": return "encoder.ln." + parts.dropFirst().joined(separator: ".")
    case "blocks" where parts.count > 3:
      let block = "encoder.layers.encoder_layer_\(parts[1])."
      parts.removeFirst(2)
      let rest = parts.joined(separator: ".")
      let names = [
        ("norm1.", "ln_1."), ("norm2.", "ln_2."), ("attn.qkv.", "self_attention.in_proj_"),
        ("attn.proj.", "self_attention.out_proj."), ("mlp.fc1.", "mlp.0."), ("mlp.fc2.", "mlp.3."),
      ]
      for (name, there) in names where rest.hasPrefix(name) { return block + there + rest.dropFirst(name.count) }
      return block + rest
    default: return own
    }
  }
}
