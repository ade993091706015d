/// What is wrong with a pickle or the file around it, for a sentence that names the file.
struct PickleProblem: Error, Equatable {
  let description: String
  /// Whether the file is whole, but holds what is not read here.
  let isUnsupported: Bool

  init(_ description: String, isUnsupported: Bool = false) {
    self.description = description
    self.isUnsupported = isUnsupported
  }
}
