import NN

extension PythonSource {
  /// A ConvNeXt of any width.
  init(of shape: ConvNeXtConfiguration) {
    self.init(
      constants: """
        WIDTH, BLOCKS, CHANNELS = \(shape.width), \(shape.variant.blockCounts), \(shape.inputChannels)
        CONVOLUTIONS = \(shape.variant.usesConvolutions ? "True" : "False")  # in perceptrons, in place of linear layers
        """, network: Self.convNeXt)
  }

  private static let convNeXt = """
    class Norm(nn.LayerNorm):
        \"\"\"Layer normalization over the channels of images [N, C, H, W].\"\"\"

        def forward(self, x):
            return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


    class Block(nn.Module):
        def __init__(self, channels):
            super().__init__()
            self.conv_dw = nn.Conv2d(channels, channels, 7, padding=3, groups=channels)
            self.norm = nn.LayerNorm(channels, eps=1e-6)
            self.gamma = nn.Parameter(torch.ones(channels))
            self.mlp = nn.Sequential()
            for name, a, b in (("fc1", channels, 4 * channels), ("act", 0, 0), ("fc2", 4 * channels, channels)):
                layer = nn.Conv2d(a, b, 1) if CONVOLUTIONS and a else nn.Linear(a, b) if a else nn.GELU()
                self.mlp.add_module(name, layer)

        def forward(self, x):
            y = self.norm(self.conv_dw(x).permute(0, 2, 3, 1))
            y = self.mlp(y.permute(0, 3, 1, 2)) if CONVOLUTIONS else self.mlp(y).permute(0, 3, 1, 2)
            return x + y * self.gamma.view(1, -1, 1, 1)


    class Stage(nn.Module):
        def __init__(self, inputs, channels, count):
            super().__init__()
            self.downsample = nn.Identity()
            if inputs != channels:
                self.downsample = nn.Sequential(Norm(inputs, eps=1e-6), nn.Conv2d(inputs, channels, 2, 2))
            self.blocks = nn.Sequential(*(Block(channels) for _ in range(count)))

        def forward(self, x):
            return self.blocks(self.downsample(x))


    class Encoder(nn.Module):
        \"\"\"Prepared images [N, CHANNELS, SIDE, SIDE] to features [N, 8 * WIDTH].\"\"\"

        def __init__(self):
            super().__init__()
            self.stem = nn.Sequential(nn.Conv2d(CHANNELS, WIDTH, 4, 4), Norm(WIDTH, eps=1e-6))
            widths = [WIDTH << max(stage - 1, 0) for stage in range(5)]
            self.stages = nn.Sequential(
                *(Stage(widths[i], WIDTH << i, count) for i, count in enumerate(BLOCKS)))
            self.head = nn.Sequential()
            self.head.add_module("norm", nn.LayerNorm(8 * WIDTH, eps=1e-6))

        def forward(self, x):
            return self.head(self.stages(self.stem(x)).mean((2, 3)))
    """
}
