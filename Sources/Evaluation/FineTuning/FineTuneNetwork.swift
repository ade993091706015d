import NN
import Torch

/// A backbone with a linear classifier: images `[N, C, H, W]` to scores `[N, classes]`.
final class FineTuneNetwork: Module {
  let backbone: any Module
  let head: LinearHead

  init(backbone: any Module, head: LinearHead) {
    self.backbone = backbone
    self.head = head
  }

  var children: [(name: String, module: any Module)] { [("backbone", backbone), ("head", head)] }

  func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try head(backbone(input, mode: mode), mode: mode)
  }
}
