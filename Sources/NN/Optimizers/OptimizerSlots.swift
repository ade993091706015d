import Torch

/// One tensor per parameter that an optimizer remembers between steps, made at its first use.
package struct OptimizerSlots {
  private var tensors: [String: Tensor] = [:]

  package init() {}

  /// The slot of a parameter; `initial` makes it when there is none.
  package mutating func slot(_ name: String, initial: () throws -> Tensor) rethrows -> Tensor {
    if let tensor = tensors[name] { return tensor }
    let made = try initial()
    tensors[name] = made
    return made
  }

  /// The parameters that have a slot.
  package var names: Set<String> { Set(tensors.keys) }

  /// The slots under `prefix` and the parameter's name.
  package func state(prefix: String) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: tensors.map { (prefix + $0.key, $0.value) })
  }

  /// The slots that stand under `prefix` in the state of an earlier training, each of which must fit its parameter.
  ///
  /// - Throws: ``StateError`` that names the first misshapen slot.
  package static func loaded(from state: [String: Tensor], prefix: String, groups: [ParameterGroup]) throws
    -> OptimizerSlots
  {
    var slots = OptimizerSlots()
    for (name, parameter) in groups.flatMap(\.parameters) {
      guard let value = state[prefix + name] else { continue }
      guard value.shape == parameter.shape else {
        throw StateError("the optimizer state of \(name) has shape \(value.shape), not \(parameter.shape)")
      }
      // In the parameter's own layout and on its device, so that later sums run in the same order as before.
      let own = try withoutGradients { try parameter.detach().clone() }
      try own.copy(from: value)
      slots.tensors[name] = own
    }
    return slots
  }
}
