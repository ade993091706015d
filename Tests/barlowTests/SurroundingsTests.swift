import TestSupport
import Testing

/// What a process is given by whoever starts it.
@Suite struct SurroundingsTests {
  @Test(arguments: [["--version"], ["doctor"], ["embed", "data", "--model", "run", "--output", "a.npy"]])
  func aCurrentFolderThatIsGoneIsOneLine(words: [String]) throws {
    let result = try BarlowTool.run(words, shellPrelude: "d=$(mktemp -d); cd \"$d\"; rmdir \"$d\"")
    #expect(result.status == 66, "\(result.status) \(result.output) \(result.errors)")
    #expect(result.output.isEmpty)
    #expect(
      result.errors
        == "barlow: the current folder no longer exists; change to another one and repeat the command\n")
  }
}
