/// Reads one pickle, as Python's documentation of `pickletools` describes it, and runs nothing.
///
/// Of protocols 2 to 5, it knows the instructions for data; names of Python only stand for what ``PickleGlobal`` lists.
struct PickleMachine {
  private var bytes: PickleBytes
  private var stack: [PickleElement] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleElement] = [:]
  /// All containers, which may hold each other.
  private var lists: [PickleElement.List] = []
  private var dictionaries: [PickleElement.Dictionary] = []
  /// Told the parts of each name by which a pickle refers to what is beside it.
  private let persistent: ([PickleElement]) throws -> PickleElement

  /// How far containers may nest, and how many values there may be.
  private static let (largestDepth, largestCount) = (64, 4_000_000)

  private init(
    _ bytes: PickleBytes, persistent: @escaping ([PickleElement]) throws -> PickleElement
  ) {
    self.bytes = bytes
    self.persistent = persistent
  }

  /// The value of a pickle that begins at `position`, which is then behind it.
  ///
  /// - Parameters:
  ///   - bytes: What it lies in.
  ///   - position: Where.
  ///   - persistent: Gives what a name stands for that refers to something outside the pickle.
  /// - Returns: The value.
  /// - Throws: ``PickleProblem``.
  static func value(
    in bytes: UnsafeRawBufferPointer, at position: inout Int,
    persistent: @escaping ([PickleElement]) throws -> PickleElement
  ) throws -> PickleValue {
    var machine = PickleMachine(PickleBytes(bytes, at: position), persistent: persistent)
    defer { machine.dissolve() }
    let result = try machine.run()
    position = machine.bytes.position
    var left = largestCount
    return try result.value(depth: largestDepth, left: &left)
  }

  /// Empties all containers: some may hold themselves.
  private mutating func dissolve() {
    stack = []
    memo = [:]
    for list in lists { list.items = [] }
    for dictionary in dictionaries { dictionary.entries = [] }
  }

  private mutating func run() throws -> PickleElement {
    while true {
      let code = try bytes.byte()
      if code == UInt8(ascii: ".") { return try pop() }
      guard try runData(code) || runContainer(code) || runObject(code) else {
        throw PickleProblem(
          "it holds the instruction \(code) of a pickle, which is not read; save it by torch.save as PyTorch does by default",
          isUnsupported: true)
      }
    }
  }

  // MARK: - Data

  private mutating func runData(_ code: UInt8) throws -> Bool {
    switch code {
    case 0x80: _ = try bytes.byte()
    case 0x95: _ = try bytes.take(8)
    case UInt8(ascii: "N"): push(.none)
    case 0x88: push(.bool(true))
    case 0x89: push(.bool(false))
    case UInt8(ascii: "J"): push(.integer(try bytes.integer(Int32.self)))
    case UInt8(ascii: "K"): push(.integer(try bytes.integer(UInt8.self)))
    case UInt8(ascii: "M"): push(.integer(try bytes.integer(UInt16.self)))
    case 0x8A: push(try bytes.longInteger(try bytes.integer(UInt8.self)))
    case 0x8B: push(try bytes.longInteger(try bytes.integer(Int32.self)))
    case UInt8(ascii: "G"): push(.number(try bytes.double()))
    case UInt8(ascii: "U"): push(.text(try bytes.text(try bytes.integer(UInt8.self))))
    case UInt8(ascii: "T"): push(.text(try bytes.text(try bytes.integer(Int32.self))))
    case 0x8C: push(.text(try bytes.text(try bytes.integer(UInt8.self))))
    case UInt8(ascii: "X"): push(.text(try bytes.text(try bytes.integer(UInt32.self))))
    case 0x8D: push(.text(try bytes.text(try bytes.integer(UInt64.self))))
    case UInt8(ascii: "C"): push(.bytes(Array(try bytes.take(try bytes.integer(UInt8.self)))))
    case UInt8(ascii: "B"): push(.bytes(Array(try bytes.take(try bytes.integer(UInt32.self)))))
    case 0x8E, 0x96: push(.bytes(Array(try bytes.take(try bytes.integer(UInt64.self)))))
    default: return false
    }
    return true
  }

  // MARK: - Containers and the stack

  private mutating func runContainer(_ code: UInt8) throws -> Bool {
    switch code {
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"): _ = try pop()
    case UInt8(ascii: "1"): _ = try popMarked()
    case UInt8(ascii: "2"): push(try top())
    case UInt8(ascii: "]"), 0x8F: push(.list(makeList([])))
    case UInt8(ascii: "}"): push(.dictionary(makeDictionary([])))
    case UInt8(ascii: ")"): push(.tuple([]))
    case UInt8(ascii: "l"), 0x91: push(.list(makeList(try popMarked())))
    case UInt8(ascii: "d"): push(.dictionary(makeDictionary(try Self.pairs(try popMarked()))))
    case UInt8(ascii: "t"): push(.tuple(try popMarked()))
    case 0x85: push(.tuple(try pop(count: 1)))
    case 0x86: push(.tuple(try pop(count: 2)))
    case 0x87: push(.tuple(try pop(count: 3)))
    case UInt8(ascii: "a"): try append([try pop()])
    case UInt8(ascii: "e"), 0x90: try append(try popMarked())
    case UInt8(ascii: "s"): try set(try pop(count: 2))
    case UInt8(ascii: "u"): try set(try popMarked())
    case UInt8(ascii: "q"): memo[try bytes.integer(UInt8.self)] = try top()
    case UInt8(ascii: "r"): memo[try bytes.integer(UInt32.self)] = try top()
    case 0x94: memo[memo.count] = try top()
    case UInt8(ascii: "h"): push(try remembered(try bytes.integer(UInt8.self)))
    case UInt8(ascii: "j"): push(try remembered(try bytes.integer(UInt32.self)))
    default: return false
    }
    return true
  }

  private mutating func append(_ items: [PickleElement]) throws {
    guard case .list(let list) = try top() else { throw PickleProblem("it appends to something that is no list") }
    list.items += items
  }

  private mutating func set(_ items: [PickleElement]) throws {
    guard case .dictionary(let dictionary) = try top() else {
      // Entries of something that is of no use here go where it goes.
      if case .other = try top() { return }
      throw PickleProblem("it sets an entry of something that is no dictionary")
    }
    dictionary.entries += try Self.pairs(items)
  }

  private static func pairs(_ items: [PickleElement]) throws -> [(key: PickleElement, value: PickleElement)] {
    guard items.count.isMultiple(of: 2) else { throw PickleProblem("it has a key without a value") }
    return stride(from: 0, to: items.count, by: 2).map { (items[$0], items[$0 + 1]) }
  }

  private mutating func makeList(_ items: [PickleElement]) -> PickleElement.List {
    let list = PickleElement.List()
    list.items = items
    lists.append(list)
    return list
  }

  private mutating func makeDictionary(_ entries: [(key: PickleElement, value: PickleElement)])
    -> PickleElement.Dictionary
  {
    let dictionary = PickleElement.Dictionary()
    dictionary.entries = entries
    dictionaries.append(dictionary)
    return dictionary
  }

  private mutating func push(_ element: PickleElement) { stack.append(element) }

  private func top() throws -> PickleElement {
    guard let last = stack.last, stack.count > marks.last ?? 0 else { throw PickleProblem("it is damaged") }
    return last
  }

  private mutating func pop() throws -> PickleElement {
    let last = try top()
    stack.removeLast()
    return last
  }

  private mutating func pop(count: Int) throws -> [PickleElement] {
    guard stack.count - (marks.last ?? 0) >= count else { throw PickleProblem("it is damaged") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popMarked() throws -> [PickleElement] {
    guard let mark = marks.popLast() else { throw PickleProblem("it is damaged") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private func remembered(_ key: Int) throws -> PickleElement {
    guard let element = memo[key] else { throw PickleProblem("it refers to what it does not hold") }
    return element
  }

  // MARK: - Names of Python, none of which is run

  private mutating func runObject(_ code: UInt8) throws -> Bool {
    switch code {
    case UInt8(ascii: "c"):
      let (module, name) = (try bytes.line(), try bytes.line())
      push(.global(try PickleGlobal(module: module, name: name)))
    case 0x93:
      let names = try pop(count: 2).compactMap(\.text)
      guard names.count == 2 else { throw PickleProblem("it is damaged") }
      push(.global(try PickleGlobal(module: names[0], name: names[1])))
    case UInt8(ascii: "Q"):
      guard let parts = try pop().items else { throw PickleProblem("it refers to a storage in an unknown way") }
      push(try persistent(parts))
    case UInt8(ascii: "R"), 0x81:
      let call = try pop(count: 2)
      guard let global = call[0].global, let arguments = call[1].items else { throw PickleProblem("it is damaged") }
      push(try made(by: global, arguments))
    case 0x92:
      let call = try pop(count: 3)
      guard let global = call[0].global, let arguments = call[1].items else { throw PickleProblem("it is damaged") }
      push(try made(by: global, arguments))
    case UInt8(ascii: "b"):
      let state = try pop()
      // The attributes of an object; what Python adds to dictionaries and tensors is of no use.
      if case .dictionary(let object) = try top(), object.entries.isEmpty, case .dictionary(let attributes) = state {
        object.entries = attributes.entries
      }
    default: return false
    }
    return true
  }

  private mutating func made(by global: PickleGlobal, _ arguments: [PickleElement]) throws -> PickleElement {
    switch global {
    case .rebuildTensor, .rebuildTypedTensor: return .tensor(try Self.tensor(global, arguments))
    case .rebuildParameter:
      guard case .tensor? = arguments.first else { throw PickleProblem("a parameter is no tensor") }
      return arguments[0]
    case .rebuildFromType:
      guard arguments.count >= 3, let maker = arguments[0].global, let rest = arguments[2].items,
        maker != .rebuildFromType
      else { throw PickleProblem("it is damaged") }
      return try made(by: maker, rest)
    case .dictionary:
      let pairs = try (arguments.first?.items ?? []).map { pair in
        guard let pair = pair.items, pair.count == 2 else { throw PickleProblem("a dictionary is damaged") }
        return (key: pair[0], value: pair[1])
      }
      return .dictionary(makeDictionary(pairs))
    case .attributes: return .dictionary(makeDictionary([]))
    case .reconstruct:
      guard case .global(.attributes)? = arguments.first else { return .other("an object") }
      return .dictionary(makeDictionary([]))
    case .list: return .list(makeList(arguments.first?.items ?? []))
    case .other(let name): return .other(name)
    case .storage, .scalar: throw PickleProblem("it makes a storage in an unknown way")
    }
  }

  private static func tensor(_ global: PickleGlobal, _ arguments: [PickleElement]) throws -> PickleTensor {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0], let offset = arguments[1].integer,
      let shape = arguments[2].integers, let strides = arguments[3].integers
    else { throw PickleProblem("a tensor is damaged") }
    var scalar: PickleScalar?
    if global == .rebuildTypedTensor {
      guard arguments.count >= 7, case .global(.scalar(let named)) = arguments[6] else {
        throw PickleProblem("a tensor is damaged")
      }
      scalar = named
    }
    return try PickleTensor(storage, scalar: scalar, offset: offset, shape: shape, strides: strides)
  }
}
