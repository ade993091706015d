/// The description of the array in a NumPy file: its element type, the order of its elements and its shape.
///
/// The text is a Python dictionary with exactly the keys `descr`, `fortran_order` and `shape` (NumPy Enhancement
/// Proposal 1). Only that is understood: nothing in it is ever evaluated.
struct NumPyHeader: Equatable {
  /// A header that is not what the format prescribes.
  struct Problem: Error {
    let description: String
  }

  /// The element type as the file names it, such as `<f4`.
  var type: String
  /// Whether the first dimension varies fastest.
  var isFortranOrder: Bool
  /// The extents, none of them negative.
  var shape: [Int]

  init(type: String, isFortranOrder: Bool, shape: [Int]) {
    self.type = type
    self.isFortranOrder = isFortranOrder
    self.shape = shape
  }

  init(parsing text: some Collection<UInt8>) throws(Problem) {
    var scanner = NumPyHeaderScanner(text)
    var type: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try scanner.expect("{")
    while !scanner.accept("}") {
      let key = try scanner.string()
      try scanner.expect(":")
      switch key {
      case "descr" where type == nil:
        guard !scanner.accept("[") else {
          throw Problem(description: "its elements are records; save an array of plain numbers")
        }
        type = try scanner.string()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try scanner.bool()
      case "shape" where shape == nil: shape = try scanner.tuple()
      default: throw Problem(description: "its header has a strange or repeated key")
      }
      if !scanner.accept(",") {
        try scanner.expect("}")
        break
      }
    }
    guard scanner.isAtEnd else { throw Problem(description: "its header goes on after its end") }
    guard let type, let isFortranOrder, let shape else {
      throw Problem(description: "its header lacks descr, fortran_order or shape")
    }
    self.init(type: type, isFortranOrder: isFortranOrder, shape: shape)
  }

  /// The text of the header, as NumPy writes it.
  var text: String {
    let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    return "{'descr': '\(type)', 'fortran_order': \(isFortranOrder ? "True" : "False"), 'shape': (\(extents)), }"
  }
}
