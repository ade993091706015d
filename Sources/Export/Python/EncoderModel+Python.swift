import Encoders
import Files
import Foundation
import NN
import TensorFiles
import Weights

extension EncoderModel {
  /// Writes a folder for PyTorch alone: `encoder.py`, which describes the network, and `weights.pth`.
  func writePython(to folder: String) throws -> ([String], [String]) {
    let configuration = network.backbone.configuration
    guard let source = PythonSource(of: network.backbone) else {
      throw ExportError("python describes no \(configuration.name); use --format onnx")
    }
    let preparation = WeightsDescription(of: self).preparation
    try createFolder(folder)
    let (code, weights) = (folder + "/encoder.py", folder + "/weights.pth")
    let text = """
      \"\"\"\(configuration.summary), written by barlow: the network, its weights and how images are prepared, for PyTorch alone.\"\"\"

      import pathlib

      import torch
      from PIL import Image
      from torch import nn

      \(source.constants)
      RESIZE, SIDE, FILTER = \(preparation.resizeTo), \(preparation.imageSize), Image.Resampling.\(preparation.interpolation.uppercased())
      MEAN, STD = \(preparation.mean), \(preparation.std)


      \(source.network)


      \(Self.pythonUse)

      """
    try PyTorchFile.write(.state(network.backbone.stateDictionary()), to: weights)
    try AtomicFile.write(Data(text.utf8), to: code)
    return (
      [code, weights],
      [
        "import sys; sys.path.insert(0, \(Self.quoted(folder))); from PIL import Image",
        "from encoder import load, prepare",
        "features = load()(prepare(Image.open(\"photo.jpg\"))[None])",
      ]
    )
  }

  private static let pythonUse = """
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
