import TestSupport
import Testing

@testable import Datasets

@Suite struct DatasetDescriptionTests {
  @Test func whatUsersTypeIsUnderstood() throws {
    #expect(try DatasetDescription(parsing: "fashion-mnist") == .fashionMNIST)
    #expect(try DatasetDescription(parsing: "cifar10:some/folder") == .cifar10("some/folder"))
    #expect(try DatasetDescription(parsing: "some/folder") == .folder("some/folder"))
    #expect(try DatasetDescription(parsing: "some/folder//") == .folder("some/folder"))
    #expect(try DatasetDescription(parsing: "cifar10:some/folder/") == .cifar10("some/folder"))
    #expect(try DatasetDescription(parsing: "/") == .folder("/"))
    #expect(try DatasetDescription(parsing: "./odd:name") == .folder("./odd:name"))
    for text in ["fashion-mnist", "cifar10:a", "b"] { #expect(try "\(DatasetDescription(parsing: text))" == text) }
  }

  @Test func aFolderMayHaveAColon() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("a:b")
    #expect(try DatasetDescription(parsing: "\(folder.path)/a:b") == .folder("\(folder.path)/a:b"))
  }

  @Test func nonsenseIsAUsageError() throws {
    expectError(.usage, "no name") { _ = try DatasetDescription(parsing: "") }
    expectError(.usage, "unknown scheme imagenet", "cifar10:FOLDER") {
      _ = try DatasetDescription(parsing: "imagenet:folder")
    }
    expectError(.usage, "cifar10:FOLDER") { _ = try DatasetDescription(parsing: "cifar10:") }
    let folder = try TemporaryFolder()
    let file = try folder.write([1], to: "a.bin")
    expectError(.usage, file, "is a file") { _ = try DatasetDescription(parsing: file).open(split: .train) }
  }

  @Test func missingFoldersComeWithASuggestion() {
    let remedies = [
      "fashion-mnst": "did you mean fashion-mnist?", "Fashion-MNIST": "did you mean fashion-mnist?",
      "cifar10": "did you mean cifar10:FOLDER?", "photos-of-mine": "check its spelling",
    ]
    for (text, remedy) in remedies {
      expectError(.missingInput, text, remedy) { _ = try DatasetDescription(parsing: text).open(split: .train) }
    }
  }
}
