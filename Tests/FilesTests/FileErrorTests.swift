import Files
import Testing

/// What errors of files say.
@Suite struct FileErrorTests {
  /// Names and contents may hold line feeds and escape sequences; an error is one line of text all the same.
  @Test func anErrorIsOneLineOfText() {
    let error = FileError(.damaged, "a\nb\u{1B}[31m.csv holds \"\0\u{85}\"; é and 图 stay")
    #expect(error.description == "a\u{FFFD}b\u{FFFD}[31m.csv holds \"\u{FFFD}\u{FFFD}\"; é and 图 stay")
    #expect(FileError.system("read", "x\r\ny", 13).description == "cannot read x\u{FFFD}\u{FFFD}y: permission denied")
  }
}
