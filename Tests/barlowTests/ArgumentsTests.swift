import Testing

@testable import barlow

@Suite struct ArgumentsTests {
  private let options = [
    Option(flag: "--batch-size", placeholder: "N", help: ""), Option(flag: "--json", placeholder: nil, help: ""),
  ]

  @Test func takesWordsApart() throws {
    let arguments = try Arguments(["data", "--batch-size", "8", "--json", "more", "--", "--odd"], options: options)
    #expect(arguments.positional == ["data", "more", "--odd"])
    #expect(arguments.value(options[0]) == "8")
    #expect(arguments.has(.json))
    #expect(try Arguments(["--batch-size=8"], options: options).integer(options[0], in: 1...9) == 8)
  }

  @Test(arguments: [
    (["--batch-siez", "8"], "did you mean --batch-size?"), (["--batch-size"], "lacks its value"),
    (["--json=1"], "takes no value"), (["--json", "--json"], "given twice"),
    (["--wholly-unknown"], "--help lists"), (["-x"], "there is no flag -x"),
  ])
  func mistakesGetARemedy(words: [String], remedy: String) throws {
    let error = try #require(throws: UsageError.self) { try Arguments(words, options: options) }
    #expect(error.description.contains(remedy))
  }

  @Test(arguments: ["0", "10", "x", "1.5", ""]) func numbersOutOfRangeAreRefused(text: String) throws {
    let arguments = try Arguments(["--batch-size", text], options: options)
    #expect(throws: UsageError.self) { try arguments.integer(options[0], in: 1...9) }
  }

  @Test func commandsAreFoundOrSuggested() throws {
    #expect(try CommandCall(["evaluate", "knn", "x"]).words == ["x"])
    let error = try #require(throws: UsageError.self) { try CommandCall(["pretrian"]) }
    #expect(error.description.contains("did you mean pretrain?"))
    let kind = try #require(throws: UsageError.self) { try CommandCall(["evaluate", "kn"]) }
    #expect(kind.description.contains("did you mean knn?"))
  }

  @Test func everyCommandExplainsEveryFlag() {
    for command in Barlow.commands {
      for option in command.options {
        #expect(command.help.contains(option.flag), "\(command.name)")
        #expect(!option.help.isEmpty, "\(command.name) \(option.flag)")
      }
      #expect(Barlow.overview.contains(command.abstract))
    }
  }
}
