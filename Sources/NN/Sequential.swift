import Torch

/// Modules applied one after another.
public final class Sequential: Module {
  package let modules: [any Module]

  public init(_ modules: [any Module]) { self.modules = modules }

  // As in PyTorch the key is the index in the sequence; modules without state, such as rectifiers, count too.
  public var children: [(name: String, module: any Module)] {
    modules.enumerated().map { (String($0.offset), $0.element) }
  }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try modules.reduce(input) { try $1($0, mode: mode) }
  }
}
