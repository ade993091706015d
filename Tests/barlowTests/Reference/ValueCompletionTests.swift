import Testing

@testable import barlow

/// What a shell offers for a value follows from its placeholder.
@Suite struct ValueCompletionTests {
  @Test func fixedChoicesAreOffered() {
    let choice = ValueCompletion("skip|fail")
    #expect(choice.words == ["skip", "fail"])
    #expect(choice.paths == .none)
    // Forms that a user fills in are none.
    #expect(ValueCompletion("cpu|cuda|cuda:N").words == ["cpu", "cuda"])
    #expect(ValueCompletion("full|data|LOW,HIGH").words == ["full", "data"])
    #expect(ValueCompletion("wide_resnet50_2|resnext50_32x4d").words == ["wide_resnet50_2", "resnext50_32x4d"])
    for placeholder in ["N", "N,N,…", "N-N-…", "PERCENT%", "FRACTION", "SECONDS", "{…}"] {
      #expect(ValueCompletion(placeholder).isEmpty, "\(placeholder)")
    }
  }

  @Test func namesOfFilesAndFoldersAreOffered() {
    #expect(ValueCompletion("RUN").paths == .folders)
    #expect(ValueCompletion("RUN…").paths == .folders)
    #expect(ValueCompletion("FILE.csv").paths == .files(endings: [".csv"]))
    #expect(ValueCompletion("FILE.png|FILE.svg").paths == .files(endings: [".png", ".svg"]))
    for placeholder in ["FILE", "PATH", "RUN|FILE", "FILE|RUN", "IMAGE…", "A [B]", "RUN|FILE.pth"] {
      #expect(ValueCompletion(placeholder).paths == .files(endings: []), "\(placeholder)")
    }
    let data = ValueCompletion("[DATA]")
    #expect(data.isData && data.words == ["fashion-mnist"] && data.paths == .files(endings: []))
    let recipe = ValueCompletion("NAME|FILE.json", names: ["small", "vit"])
    #expect(recipe.words == ["small", "vit"] && recipe.paths == .files(endings: [".json"]))
  }

  @Test func everyPlaceholderIsUnderstood() {
    // Words in capitals that a shell knows nothing about; another one is to be entered here or in ValueCompletion.
    let open = ["N", "N,N,…", "N-N-…", "PERCENT%", "FRACTION", "SECONDS", "NAME", "S", "X"]
    for command in Barlow.commands {
      for option in command.allOptions {
        guard let placeholder = option.placeholder, let value = option.valueCompletion else { continue }
        #expect(!value.isEmpty || open.contains(placeholder), "\(command.name) \(option.flag) \(placeholder)")
      }
      #expect(command.positionalCompletion?.isEmpty != true || command == HelpCommand.self, "\(command.name)")
    }
  }
}
