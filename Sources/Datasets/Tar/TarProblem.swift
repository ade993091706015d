/// What is wrong with a part of a tar archive, without the archive's name.
struct TarProblem: Error, Equatable {
  /// The fault as a clause, such as "a header has the wrong checksum".
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
