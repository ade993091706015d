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
    var value = input
    var index = 0
    while index < modules.count {
      // A rectifier behind a normalization is applied while the normalized values are at hand.
      if let normalization = modules[index] as? BatchNorm, index + 1 < modules.count, modules[index + 1] is ReLU {
        value = try normalization(value, addedTo: nil, rectifies: true, mode: mode)
        index += 2
      } else {
        value = try modules[index](value, mode: mode)
        index += 1
      }
    }
    return value
  }
}
