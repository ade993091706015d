import Encoders
import Files
import Foundation
import NN
import TensorFiles
import Weights

extension EncoderModel {
  /// Writes a folder for PyTorch alone: `encoder.py`, which describes a residual network of any width, and `weights.pth`.
  func writePython(to folder: String) throws -> ([String], [String]) {
    guard let shape = network.backbone.configuration as? ResNetConfiguration else {
      throw ExportError(
        "python describes residual networks; for \(network.backbone.configuration.name) use --format timm or onnx")
    }
    let preparation = WeightsDescription(of: self).preparation
    try createFolder(folder)
    let (code, weights) = (folder + "/encoder.py", folder + "/weights.pth")
    let stem =
      switch shape.stem {
      case .imagenet: "(7, 2, 3)"
      case .cifar: "(3, 1, 1)"
      case .strided: "(3, 2, 1)"
      }
    let isBottleneck = network.backbone.namedParameters().contains { $0.name == "layer1.0.conv3.weight" }
    let inner =
      network.backbone.namedParameters().first { $0.name == "layer1.0.conv2.weight" }?.tensor.size(0) ?? shape.width
    let header = """
      \"\"\"\(shape.summary), written by barlow: the network, its weights and how images are prepared, for PyTorch alone.\"\"\"

      import pathlib

      import torch
      from PIL import Image
      from torch import nn

      WIDTH, BLOCKS, BOTTLENECK = \(shape.width), \(shape.variant.blockCounts), \(isBottleneck ? "True" : "False")
      INNER, GROUPS = \(inner), \(shape.variant.groups)  # of the first stage's 3×3 convolutions
      STEM, POOL = \(stem), \(shape.stem == .imagenet ? "True" : "False")  # kernel, stride and padding
      GRID, CHANNELS = \(shape.grid), \(shape.inputChannels)
      RESIZE, SIDE, FILTER = \(preparation.resizeTo), \(preparation.imageSize), Image.Resampling.\(preparation.interpolation.uppercased())
      MEAN, STD = \(preparation.mean), \(preparation.std)

      """
    try PyTorchFile.write(.state(network.backbone.stateDictionary()), to: weights)
    try AtomicFile.write(Data((header + Self.pythonNetwork).utf8), to: code)
    return (
      [code, weights],
      [
        "import sys; sys.path.insert(0, \(Self.quoted(folder))); from PIL import Image",
        "from encoder import load, prepare",
        "features = load()(prepare(Image.open(\"photo.jpg\"))[None])",
      ]
    )
  }

  private static let pythonNetwork = """

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


    def load():
        \"\"\"The network with its weights, for use.\"\"\"
        network = Encoder()
        network.load_state_dict(torch.load(pathlib.Path(__file__).with_name("weights.pth"), weights_only=True))
        return network.eval().requires_grad_(False)


    def prepare(image):
        \"\"\"An image of Pillow as numbers [CHANNELS, SIDE, SIDE]: resized, cropped from the centre, normalized.\"\"\"
        image = image.convert("L" if CHANNELS == 1 else "RGB")
        short = min(image.size)
        image = image.resize([RESIZE * side // short for side in image.size], FILTER)
        x, y = [round((side - SIDE) / 2) for side in image.size]
        image = image.crop((x, y, x + SIDE, y + SIDE))
        values = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).view(SIDE, SIDE, CHANNELS)
        mean, std = torch.tensor(MEAN), torch.tensor(STD)
        return ((values / 255 - mean) / std).permute(2, 0, 1)

    """
}
