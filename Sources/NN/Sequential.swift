import Torch

/// Modules applied one after another; a part without a module is a rectified linear unit.
public final class Sequential: Module {
  /// One step of the sequence.
  public enum Step {
    case module(any Module)
    case relu
  }

  private let steps: [Step]

  public init(_ steps: [Step]) { self.steps = steps }

  // Rectifiers have no state but count, as in PyTorch, where the key is the index in the sequence.
  public var children: [(name: String, module: any Module)] {
    steps.enumerated().compactMap { index, step in
      if case .module(let module) = step { (String(index), module) } else { nil }
    }
  }

  public func callAsFunction(_ input: Tensor, training: Bool) throws -> Tensor {
    var value = input
    for step in steps {
      switch step {
      case .module(let module): value = try module(value, training: training)
      case .relu: try value.reluInPlace()
      }
    }
    return value
  }
}
