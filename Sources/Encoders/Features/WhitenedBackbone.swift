import NN
import Torch

/// A backbone whose representations are whitened.
final class WhitenedBackbone: Module {
  private let backbone: any Backbone
  private let whitening: Whitening

  init(_ backbone: any Backbone, _ whitening: Whitening) {
    self.backbone = backbone
    self.whitening = whitening
  }

  var children: [(name: String, module: any Module)] { [("backbone", backbone)] }

  func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try whitening(backbone(input, mode: mode).to(.float32))
  }
}
