import Datasets
import Testing

/// Expects `body` to fail with an error of `kind`, in one line that has all of `parts`.
func expectError(
  _ kind: DatasetError.Kind, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("there was no error", sourceLocation: sourceLocation)
  } catch let error as DatasetError {
    #expect(error.kind == kind, "\(error)", sourceLocation: sourceLocation)
    #expect(!error.description.contains("\n"), sourceLocation: sourceLocation)
    for part in parts { #expect(error.description.contains(part), "\(error)", sourceLocation: sourceLocation) }
  } catch {
    Issue.record("a DatasetError was expected: \(error)", sourceLocation: sourceLocation)
  }
}
