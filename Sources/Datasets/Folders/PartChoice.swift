/// Which part of a data set is asked for, and which one is to measure with.
struct PartChoice {
  /// What is asked for.
  let split: DatasetSplit
  /// The folder or kind of the part to measure with, as a user names it; nil for the one that fits best.
  let testPart: String?

  /// The parts to learn from and to measure with.
  ///
  /// - Throws: `usage` if there is no part of the name that is given.
  func parts(of found: FolderParts, root: String) throws(DatasetError) -> (
    training: FolderParts.Part?, test: FolderParts.Part?
  ) {
    guard let testPart else { return (found.training, found.test) }
    guard let test = found.part(named: testPart) else {
      let names = found.parts.filter { $0.kind != nil }.map(\.name)
      throw DatasetError(
        .usage,
        "\(root) has no part \(testPart); "
          + (names.isEmpty ? "it is not divided into parts" : "it has \(names.joined(separator: ", "))"))
    }
    guard test.kind != .train else {
      throw DatasetError(
        .usage, "\(testPart) is the part of \(root) to train on, and an accuracy on it says nothing; name another part")
    }
    return (found.training, test)
  }

  /// The error for a part that is not there.
  func missing(_ found: FolderParts, root: String) -> DatasetError {
    let names = found.parts.filter { $0.kind != nil }.map(\.name).joined(separator: " and ")
    return split == .train
      ? DatasetError(
        .missingInput,
        "\(root) has the parts \(names), none of them to train on; name one, such as \(root)/\(found.parts.first?.name ?? "train")"
      )
      : DatasetError(.missingInput, "\(root) has no sub-folder test, val or validation; add one")
  }
}
