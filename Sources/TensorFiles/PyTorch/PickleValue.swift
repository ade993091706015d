/// A value of a pickle: plain data, and tensors whose values are still in the file.
package indirect enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([PickleValue])
  case dictionary([(key: PickleValue, value: PickleValue)])
  case tensor(PickleTensor)
  /// Something that is data, but of no use here, such as a state of a random generator.
  case other(String)

  /// The value of a key that is a text; nil if there is none, or this is no dictionary.
  package subscript(_ name: String) -> PickleValue? {
    guard case .dictionary(let entries) = self else { return nil }
    return entries.last { if case .text(name) = $0.key { true } else { false } }?.value
  }

  /// A whole number; nil for anything else.
  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
}
