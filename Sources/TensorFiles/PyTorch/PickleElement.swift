/// What the machine that reads a pickle works on: values, containers that are still being filled, and names of Python.
indirect enum PickleElement {
  case none
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case bytes([UInt8])
  case tuple([PickleElement])
  case list(List)
  case dictionary(Dictionary)
  case global(PickleGlobal)
  case storage(PickleTensor.Storage)
  case tensor(PickleTensor)
  case other(String)

  /// A list or set; a class, since a pickle goes on filling what it has already named.
  final class List {
    var items: [PickleElement] = []
  }

  /// A dictionary, or an object with attributes.
  final class Dictionary {
    var entries: [(key: PickleElement, value: PickleElement)] = []
  }

  var text: String? { if case .text(let value) = self { value } else { nil } }
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var global: PickleGlobal? { if case .global(let value) = self { value } else { nil } }

  /// The items of a tuple or list.
  var items: [PickleElement]? {
    switch self {
    case .tuple(let items): items
    case .list(let list): list.items
    default: nil
    }
  }

  /// Whole numbers; nil if one is something else.
  var integers: [Int]? {
    guard let items else { return nil }
    let numbers = items.compactMap(\.integer)
    return numbers.count == items.count ? numbers : nil
  }

  /// The value, without containers that hold themselves.
  ///
  /// - Parameters:
  ///   - depth: How far containers may nest.
  ///   - left: How many values may follow, which containers that are named many times would multiply.
  /// - Returns: The value.
  /// - Throws: ``PickleProblem`` if there are more.
  func value(depth: Int, left: inout Int) throws -> PickleValue {
    left -= 1
    guard depth > 0, left > 0 else { throw PickleProblem("it nests too much") }
    func all(_ items: [PickleElement]) throws -> [PickleValue] {
      try items.map { try $0.value(depth: depth - 1, left: &left) }
    }
    switch self {
    case .none: return .none
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .text(let value): return .text(value)
    case .bytes: return .other("bytes")
    case .tuple(let items): return .list(try all(items))
    case .list(let list): return .list(try all(list.items))
    case .dictionary(let dictionary):
      return .dictionary(
        try dictionary.entries.map { entry in
          (
            try entry.key.value(depth: depth - 1, left: &left),
            try entry.value.value(depth: depth - 1, left: &left)
          )
        })
    case .global(let global): return .other(global.name)
    case .storage: return .other("storage")
    case .tensor(let tensor): return .tensor(tensor)
    case .other(let name): return .other(name)
    }
  }
}
