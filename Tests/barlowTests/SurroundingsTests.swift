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

  @Test(arguments: ["inspect", "pretrain", "help"]) func aWordThatIsNoUTF8IsOneLine(command: String) throws {
    let result = try BarlowTool.run([command], shellPrelude: "set -- \"$@\" \"$(printf 'caf\\351')\"")
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.errors.contains("caf\\xE9 is no UTF-8") && result.errors.split(separator: "\n").count == 1)
  }
}
