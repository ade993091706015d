import NN
import Torch

extension PythonSource {
  /// A residual network of any width, stem and grid.
  init(of shape: ResNetConfiguration, parameters: [(name: String, tensor: Tensor)]) {
    let stem =
      switch shape.stem {
      case .imagenet: "(7, 2, 3)"
      case .cifar: "(3, 1, 1)"
      case .strided: "(3, 2, 1)"
      }
    let isBottleneck = parameters.contains { $0.name == "layer1.0.conv3.weight" }
    let inner = parameters.first { $0.name == "layer1.0.conv2.weight" }?.tensor.size(0) ?? shape.width
    self.init(
      constants: """
        WIDTH, BLOCKS, BOTTLENECK = \(shape.width), \(shape.variant.blockCounts), \(isBottleneck ? "True" : "False")
        INNER, GROUPS = \(inner), \(shape.variant.groups)  # of the first stage's 3×3 convolutions
        STEM, POOL = \(stem), \(shape.stem == .imagenet ? "True" : "False")  # kernel, stride and padding
        GRID, CHANNELS = \(shape.grid), \(shape.inputChannels)
        """, network: Self.residualNetwork)
  }

  private static let residualNetwork = """
    class Block(nn.Module):
        def __init__(self, inputs, channels, inner, stride):
            super().__init__()
            outputs = channels * (4 if BOTTLENECK else 1)
            shapes = [(inputs, inner, 1, 1, 1), (inner, inner, 3, stride, GROUPS), (inner, outputs, 1, 1, 1)]
            if not BOTTLENECK:
                shapes = [(inputs, channels, 3, stride, 1), (channels, channels, 3, 1, 1)]
            self.count = len(shapes)
            for i, (a, b, kernel, step, groups) in enumerate(shapes, 1):
                setattr(self, f"conv{i}", nn.Conv2d(a, b, kernel, step, kernel // 2, groups=groups, bias=False))
                setattr(self, f"bn{i}", nn.BatchNorm2d(b))
            self.downsample = None
            if stride > 1 or inputs != outputs:
                self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

        def forward(self, x):
            y = x
            for i in range(1, self.count + 1):
                y = getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(y))
                if i < self.count:
                    y = torch.relu(y)
            return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


    class Encoder(nn.Module):
        \"\"\"Prepared images [N, CHANNELS, SIDE, SIDE] to features [N, D].\"\"\"

        def __init__(self):
            super().__init__()
            kernel, stride, padding = STEM
            self.conv1 = nn.Conv2d(CHANNELS, WIDTH, kernel, stride, padding, bias=False)
            self.bn1 = nn.BatchNorm2d(WIDTH)
            inputs = WIDTH
            for stage, count in enumerate(BLOCKS):
                blocks = []
                for i in range(count):
                    channels = WIDTH << stage
                    blocks.append(Block(inputs, channels, INNER << stage, 2 if stage and not i else 1))
                    inputs = channels * (4 if BOTTLENECK else 1)
                setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))

        def forward(self, x):
            x = torch.relu(self.bn1(self.conv1(x)))
            if POOL:
                x = nn.functional.max_pool2d(x, 3, 2, 1)
            x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
            return nn.functional.adaptive_avg_pool2d(x, GRID).flatten(1)
    """
}
