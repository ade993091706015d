import Files

extension JSONLinesWriter where Record: StepRecord {
  /// Opens the log of a training that goes on and drops every line after `step`: a killed run may have logged steps that its
  /// checkpoint does not have.
  ///
  /// - Throws: `FileError` if it cannot be read or written, or of kind `damaged` that names a line that is no record.
  package convenience init(path: String, keepingThrough step: Int) throws {
    try self.init(path: path) { $0.step <= step }
  }
}
