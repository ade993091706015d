import NN

extension PythonSource {
  /// A vision transformer, for images of one size.
  init(of shape: VisionTransformerConfiguration) {
    let variant = shape.variant
    self.init(
      constants: """
        FEATURES, HEADS, BLOCKS = \(variant.features), \(variant.heads), \(variant.blockCount)
        PATCH, GRID, CHANNELS = \(shape.patchSize), \(shape.positionGrid), \(shape.inputChannels)
        REGISTERS, CLASS_POSITION = \(shape.registers), \(shape.positions == .all ? "True" : "False")
        SCALED = \(shape.layerScale > 0 ? "True" : "False")  # whether branches have scales
        """, network: Self.visionTransformer)
  }

  private static let visionTransformer = """
    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.qkv = nn.Linear(FEATURES, 3 * FEATURES)
            self.proj = nn.Linear(FEATURES, FEATURES)

        def forward(self, x):
            images, tokens, features = x.shape
            parts = self.qkv(x).view(images, tokens, 3, HEADS, features // HEADS).permute(2, 0, 3, 1, 4)
            attended = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2])
            return self.proj(attended.transpose(1, 2).reshape(images, tokens, features))


    class Scale(nn.Module):
        def __init__(self):
            super().__init__()
            self.gamma = nn.Parameter(torch.ones(FEATURES))

        def forward(self, x):
            return x * self.gamma


    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm1, self.norm2 = (nn.LayerNorm(FEATURES, eps=1e-6) for _ in range(2))
            self.attn = Attention()
            self.ls1, self.ls2 = (Scale() if SCALED else nn.Identity() for _ in range(2))
            self.mlp = nn.Sequential()
            self.mlp.add_module("fc1", nn.Linear(FEATURES, 4 * FEATURES))
            self.mlp.add_module("act", nn.GELU())
            self.mlp.add_module("fc2", nn.Linear(4 * FEATURES, FEATURES))

        def forward(self, x):
            x = x + self.ls1(self.attn(self.norm1(x)))
            return x + self.ls2(self.mlp(self.norm2(x)))


    class Encoder(nn.Module):
        \"\"\"Prepared images [N, CHANNELS, SIDE, SIDE] to features [N, FEATURES]: the class token.\"\"\"

        def __init__(self):
            super().__init__()
            self.cls_token = nn.Parameter(torch.zeros(1, 1, FEATURES))
            if REGISTERS:
                self.reg_token = nn.Parameter(torch.zeros(1, REGISTERS, FEATURES))
            self.pos_embed = nn.Parameter(torch.zeros(1, CLASS_POSITION + GRID * GRID, FEATURES))
            self.patch_embed = nn.Sequential()
            self.patch_embed.add_module("proj", nn.Conv2d(CHANNELS, FEATURES, PATCH, PATCH))
            self.blocks = nn.Sequential(*(Block() for _ in range(BLOCKS)))
            self.norm = nn.LayerNorm(FEATURES, eps=1e-6)

        def forward(self, x):
            x = nn.functional.pad(x, (0, -SIDE % PATCH, 0, -SIDE % PATCH))
            x = self.patch_embed(x).flatten(2).transpose(1, 2)
            first = self.cls_token + self.pos_embed[:, :1] if CLASS_POSITION else self.cls_token
            if REGISTERS:
                first = torch.cat([first, self.reg_token], 1)
            x = torch.cat([first.expand(x.shape[0], -1, -1), x + self.positions()], 1)
            return self.norm(self.blocks(x)[:, 0])

        def positions(self):
            \"\"\"The embeddings of patches' places, interpolated where images are not of the size that they are made for.\"\"\"
            side = -(-SIDE // PATCH)
            places = self.pos_embed[:, 1:] if CLASS_POSITION else self.pos_embed
            if side == GRID:
                return places
            plane = places.reshape(1, GRID, GRID, FEATURES).permute(0, 3, 1, 2)
            plane = nn.functional.interpolate(plane, (side, side), mode="bicubic", antialias=True)
            return plane.flatten(2).transpose(1, 2)
    """
}
