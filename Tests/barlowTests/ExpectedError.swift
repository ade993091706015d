import TestSupport
import Testing

/// Expects that a call of the tool has ended with a status and one line of errors, in which words stand.
func expect(
  _ result: BarlowTool.Result, status: Int32, _ words: String..., location: SourceLocation = #_sourceLocation
) {
  #expect(result.status == status, "\(result.errors)", sourceLocation: location)
  #expect(result.errorLines.count == 1, "\(result.errors)", sourceLocation: location)
  for word in words {
    #expect(result.errorLines.first?.contains(word) == true, "\(result.errors)", sourceLocation: location)
  }
}
