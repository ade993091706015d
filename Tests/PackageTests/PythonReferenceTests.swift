import TestSupport
import Testing

/// What a reference that fails says.
@Suite struct PythonReferenceTests {
  @Test func aScriptThatFailsSaysWhy() {
    func failure(_ script: String) -> String {
      do {
        _ = try PythonReference.run(script)
        return "nothing"
      } catch {
        return "\(error)"
      }
    }
    #expect(failure("missing.py").contains("No such file"))
    // A script that is called without what it reads.
    let strange = failure("classifier_calibration.py")
    #expect(strange.contains("Error") && strange.contains("exit code 1"), "\(strange)")
  }
}
