import Foundation
import TestSupport
import Testing

@testable import barlow

/// The scripts that teach shells the command lines of this tool, as the shells themselves read them.
@Suite struct CompletionsTests {
  /// A folder with something to complete, and the script of a shell.
  private func folder(_ shell: Shell) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(Array(shell.completions.utf8), to: "script/barlow")
    for name in ["work/a.json", "work/b.csv", "work/c.png", "work/my run/x", "work/photos/x"] {
      try folder.write([], to: name)
    }
    return folder
  }

  /// What bash offers for the last of the words.
  private func bash(_ words: [String]) throws -> Set<String> {
    let folder = try folder(.bash)
    let code = """
      source "$1"; shift
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
      _barlow && printf '%s\\n' "${COMPREPLY[@]}"
      """
    let program = try #require(OutsideProgram("bash"))
    let arguments = ["-c", code, "bash", folder.file("script/barlow"), "barlow"] + words
    let outcome = try program.run(arguments, in: folder.file("work"))
    #expect(outcome.status == 0, "\(words): \(outcome.text)")
    return Set(outcome.lines)
  }

  /// What fish offers for a command line.
  private func fish(_ line: String) throws -> Set<String> {
    let folder = try folder(.fish)
    let program = try #require(OutsideProgram("fish"))
    let code = "source $argv[1]; complete -C $argv[2]"
    let outcome = try program.run(
      ["--no-config", "-c", code, folder.file("script/barlow"), line], in: folder.file("work"))
    #expect(outcome.status == 0, "\(line): \(outcome.text)")
    return Set(outcome.lines.map { $0.split(separator: "\t")[0].trimmingCharacters(in: ["/"]) })
  }

  private let heads = Set(CommandNames.heads)

  @Test(arguments: Shell.allCases) func theCommandPrintsTheScript(_ shell: Shell) throws {
    let result = try BarlowTool.run("completions", shell.rawValue)
    #expect(result.status == 0 && result.errors.isEmpty, "a shell that starts must not be told anything")
    #expect(result.output == shell.completions + "\n")
  }

  @Test func anotherShellIsNamed() throws {
    let result = try BarlowTool.run("completions", "ksh")
    #expect(result.status == 64)
    #expect(result.errorLines == ["barlow: there are no completions for ksh; give one of bash, zsh, fish"])
    #expect(try BarlowTool.run("completions").status == 64)
  }

  @Test(arguments: Shell.allCases) func theShellParsesItsScript(_ shell: Shell) throws {
    guard let program = OutsideProgram(shell.rawValue) else {
      print("skipped: there is no \(shell) to parse its script")
      return
    }
    let folder = try folder(shell)
    let outcome = try program.run(["-n", folder.file("script/barlow")], in: folder.path)
    #expect(outcome.status == 0 && outcome.text.isEmpty, "\(outcome.text)")
  }

  @Test(.enabled(if: OutsideProgram.isInstalled("shellcheck"), "ShellCheck is not installed"))
  func shellCheckFindsNothing() throws {
    let folder = try folder(.bash)
    let outcome = try #require(OutsideProgram("shellcheck"))
      .run(["--shell=bash", folder.file("script/barlow")], in: folder.path)
    #expect(outcome.status == 0, "\(outcome.text)")
  }

  @Test(.enabled(if: OutsideProgram.isInstalled("zsh"), "zsh is not installed"))
  func zshTakesItFromAFileAndFromAStartUpScript() throws {
    let folder = try folder(.zsh)
    let zsh = try #require(OutsideProgram("zsh"))
    try folder.write(Array(Shell.zsh.completions.utf8), to: "functions/_barlow")
    let asked = "print -r -- $_comps[barlow]; autoload -Uz +X _barlow && whence -w _barlow"
    let sourced = try zsh.run(
      [
        "-fc", "autoload -U compinit && compinit -u -D; eval \"$(<$1)\"; \(asked)", "zsh", folder.file("script/barlow"),
      ],
      in: folder.path)
    #expect(sourced.lines.first == "_barlow", "\(sourced.text)")
    let installed = try zsh.run(
      ["-fc", "fpath=($1 $fpath); autoload -U compinit && compinit -u -D; \(asked)", "zsh", folder.file("functions")],
      in: folder.path)
    #expect(installed.lines == ["_barlow", "_barlow: function"], "\(installed.text)")
  }

  @Test func bashOffersCommands() throws {
    #expect(try bash([""]) == heads)
    #expect(try bash(["ev"]) == ["evaluate"])
    #expect(try bash(["-"]) == ["--help", "--version"])
    #expect(try bash(["evaluate", ""]) == ["knn", "linear", "finetune"])
    #expect(try bash(["benchmark", "l"]) == ["loss", "loader"])
    #expect(try bash(["help", ""]) == heads)
    #expect(try bash(["help", "evaluate", "k"]) == ["knn"])
    #expect(try bash(["completions", ""]) == ["bash", "zsh", "fish"])
    #expect(try bash(["nonsense", ""]).isEmpty)
  }

  @Test func bashOffersTheFlagsOfTheCommand() throws {
    for command in Barlow.commands {
      let words = command.name.split(separator: " ").map(String.init)
      #expect(try bash(words + ["--"]) == Set(command.allOptions.map(\.flag)), "\(command.name)")
    }
    #expect(try bash(["doctor", ""]) == ["--json", "--help"])
    // A flag may be given once.
    #expect(try bash(["doctor", "--json", "-"]) == ["--help"])
    #expect(try bash(["pretrain", "photos", "--epochs", "2", "--ep"]).isEmpty)
  }

  @Test func bashOffersValues() throws {
    #expect(try bash(["pretrain", "--on-bad-image", ""]) == ["skip", "fail"])
    #expect(try bash(["evaluate", "knn", "--precision", "b"]) == ["bf16"])
    // bash gives the equals sign as a word.
    #expect(try bash(["evaluate", "knn", "--precision", "="]) == ["fp32", "bf16"])
    #expect(try bash(["evaluate", "knn", "--precision", "=", "f"]) == ["fp32"])
    #expect(try bash(["pretrain", "--recipe", "ci"]) == ["cifar", "cifar-short"])
    #expect(try bash(["pretrain", "--lambda", ""]).isEmpty)
  }

  @Test func bashOffersNamesOfFiles() throws {
    let everything: Set = ["a.json", "b.csv", "c.png", "my run", "photos"]
    #expect(try bash(["pretrain", ""]) == everything.union(["fashion-mnist"]))
    #expect(try bash(["pretrain", "--output", ""]) == ["my run", "photos"])
    #expect(try bash(["pretrain", "--output", "my\\ r"]) == ["my run"])
    #expect(try bash(["pretrain", "--output", "\"my r"]) == ["my run"])
    #expect(try bash(["pretrain", "--config", ""]) == ["a.json", "my run", "photos"])
    #expect(try bash(["evaluate", "knn", "--model", ""]) == everything)
    #expect(try bash(["views", ""]) == everything)
    #expect(try bash(["report", "p"]) == ["photos"])
    // The colon too.
    #expect(try bash(["pretrain", "cifar10", ":"]) == ["my run", "photos"])
    #expect(try bash(["pretrain", "cifar10", ":", "ph"]) == ["photos"])
  }

  @Test(.enabled(if: OutsideProgram.isInstalled("fish"), "fish is not installed"))
  func fishOffersTheSame() throws {
    #expect(try fish("barlow ") == heads)
    #expect(try fish("barlow evaluate ") == ["knn", "linear", "finetune"])
    #expect(try fish("barlow help evaluate k") == ["knn"])
    #expect(try fish("barlow evaluate knn --precision ") == ["fp32", "bf16"])
    #expect(try fish("barlow evaluate knn --precision=f") == ["--precision=fp32"])
    #expect(try fish("barlow pretrain --lambda ").isEmpty)
    #expect(try fish("barlow report ") == ["my run", "photos"])
    #expect(try fish("barlow pretrain ") == ["a.json", "b.csv", "c.png", "my run", "photos", "fashion-mnist"])
    #expect(try fish("barlow doctor --json --") == ["--help"])
    for command in Barlow.commands {
      #expect(try fish("barlow \(command.name) --") == Set(command.allOptions.map(\.flag)), "\(command.name)")
    }
  }
}
