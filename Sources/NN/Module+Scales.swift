import Torch

extension Module {
  /// Gives batch normalizations whose scale is zero the scale one, as PyTorch's networks have it before any training.
  ///
  /// Residual branches that start at zero train better (arXiv 1706.02677, section 5.1), but without training they leave a network
  /// in which most layers do nothing.
  public func openResidualBranches() throws {
    if let norm = self as? BatchNorm, try norm.weight.detach().floats().allSatisfy({ $0 == 0 }) {
      try withoutGradients { try norm.weight.fill(1) }
    }
    for (_, module) in children { try module.openResidualBranches() }
  }
}
