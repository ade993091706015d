import NN

extension PythonSource {
  /// A vision transformer, for images of one size.
  init(of shape: VisionTransformerConfiguration) {
    let variant = shape.variant
    self.init(
      constants: """
        FEATURES, HEADS, BLOCKS = \(variant.features), \(variant.heads), \(variant.blockCount)
        PATCH, GRID, CHANNELS = \(shape.patchSize), \(shape.positionGrid), \(shape.inputChannels)
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


    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm1, self.norm2 = (nn.LayerNorm(FEATURES, eps=1e-6) for _ in range(2))
            self.attn = Attention()
            self.mlp = nn.Sequential()
            self.mlp.add_module("fc1", nn.Linear(FEATURES, 4 * FEATURES))
            self.mlp.add_module("act", nn.GELU())
            self.mlp.add_module("fc2", nn.Linear(4 * FEATURES, FEATURES))

        def forward(self, x):
            x = x + self.attn(self.norm1(x))
            return x + self.mlp(self.norm2(x))


    class Encoder(nn.Module):
        \"\"\"Prepared images [N, CHANNELS, SIDE, SIDE] to features [N, FEATURES]: the class token.\"\"\"

        def __init__(self):
            super().__init__()
            self.cls_token = nn.Parameter(torch.zeros(1, 1, FEATURES))
            self.pos_embed = nn.Parameter(torch.zeros(1, 1 + GRID * GRID, FEATURES))
            self.patch_embed = nn.Sequential()
            self.patch_embed.add_module("proj", nn.Conv2d(CHANNELS, FEATURES, PATCH, PATCH))
            self.blocks = nn.Sequential(*(Block() for _ in range(BLOCKS)))
            self.norm = nn.LayerNorm(FEATURES, eps=1e-6)

        def forward(self, x):
            x = nn.functional.pad(x, (0, -SIDE % PATCH, 0, -SIDE % PATCH))
            x = self.patch_embed(x).flatten(2).transpose(1, 2)
            x = torch.cat([self.cls_token.expand(x.shape[0], -1, -1), x], 1) + self.positions()
            return self.norm(self.blocks(x)[:, 0])

        def positions(self):
            \"\"\"The embeddings of places, interpolated where images are not of the size that they are made for.\"\"\"
            side = -(-SIDE // PATCH)
            if side == GRID:
                return self.pos_embed
            plane = self.pos_embed[:, 1:].reshape(1, GRID, GRID, FEATURES).permute(0, 3, 1, 2)
            plane = nn.functional.interpolate(plane, (side, side), mode="bicubic", antialias=True)
            return torch.cat([self.pos_embed[:, :1], plane.flatten(2).transpose(1, 2)], 1)
    """
}
