import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Which folders are parts and which are classes, for trees as people have them.
@Suite struct FolderPartsTests {
  /// What a tree of paths is understood to be, such as `train 4: a b; test 2 (val): a b`.
  private func understood(_ paths: [String]) -> String {
    var tree = FolderTree()
    var numbers: [String: Int] = ["": 0]
    for path in paths {
      var (folder, place) = (0, "")
      for name in path.split(separator: "/").dropLast() {
        place += "/\(name)"
        let number = numbers[place] ?? tree.add(Array(name.utf8), to: folder)
        (numbers[place], folder) = (number, number)
      }
      tree.countImage(in: folder)
    }
    tree.sumUp()
    let parts = FolderParts(tree)
    func text(_ part: FolderParts.Part) -> String {
      let classes = part.classes.map { NameText.text(tree.folders[$0].name) }.sorted()
      return "\(part.images)\(part.name.isEmpty ? "" : " (\(part.name))"): \(classes.joined(separator: " "))"
    }
    let beside = parts.beside.map { "\($0.name) \($0.images)" }.sorted()
    return [
      parts.training.map { "train \(text($0))" }, parts.test.map { "test \(text($0))" },
      beside.isEmpty ? nil : "beside \(beside.joined(separator: ", "))",
    ].compactMap { $0 }.joined(separator: "; ")
  }

  @Test(
    arguments: [
      (["a/1", "b/1"], "train 2: a b"),
      // Names of parts, in any case and dress.
      (["Train/a/1", "Train/b/1", "Test/a/1"], "train 2 (Train): a b; test 1 (Test): a"),
      (["training/a/1", "training/b/1", "testing/b/1"], "train 2 (training): a b; test 1 (testing): b"),
      (["train/a/1", "train/b/1", "dev/a/1"], "train 2 (train): a b; test 1 (dev): a"),
      (["train/a/1", "train/b/1", "Validation/a/1"], "train 2 (train): a b; test 1 (Validation): a"),
      (["train2017/a/1", "train2017/b/1", "val2017/a/1"], "train 2 (train2017): a b; test 1 (val2017): a"),
      (["training_set/a/1", "training_set/b/1", "test_set/a/1"], "train 2 (training_set): a b; test 1 (test_set): a"),
      (["TrainImages/a/1", "TrainImages/b/1", "TestImages/a/1"], "train 2 (TrainImages): a b; test 1 (TestImages): a"),
      (
        ["seg_train/seg_train/a/1", "seg_train/seg_train/b/1", "seg_test/seg_test/a/1", "seg_pred/seg_pred/1"],
        "train 2 (seg_train): a b; test 1 (seg_test): a; beside seg_pred 1"
      ),
      // Wrappers above the classes and above the parts.
      (["101_ObjectCategories/a/1", "101_ObjectCategories/b/1"], "train 2 (101_ObjectCategories): a b"),
      (["set/images/a/1", "set/images/b/1"], "train 2 (set/images): a b"),
      (["data/train/a/1", "data/train/b/1", "data/test/a/1"], "train 2 (data/train): a b; test 1 (data/test): a"),
      (["train/images/a/1", "train/images/b/1", "val/images/a/1"], "train 2 (train): a b; test 1 (val): a"),
      (["images/a/1", "images/b/1", "annotations/trimaps/1"], "train 2 (images): a b; beside annotations 1"),
      (["images/1", "masks/1"], "train 1 (images): ; beside masks 1"),
      // What has no classes is not measured with where something has.
      (["train/a/1", "train/b/1", "val/a/1", "test/1"], "train 2 (train): a b; test 1 (val): a"),
      (["train/a/1", "train/b/1", "test/unknown/1"], "train 2 (train): a b; test 1 (test): "),
      (["train/n01/images/1", "train/n02/images/1", "val/images/1"], "train 2 (train): n01 n02; test 1 (val): "),
      (["train/1", "test/1"], "train 1 (train): ; test 1 (test): "),
      // Beside a part only.
      (["train/a/1", "train/b/1"], "train 2 (train): a b"), (["train/1"], "train 1 (train): "),
      (["train/a/1", "train/b/1", "unlabeled/1"], "train 2 (train): a b; beside unlabeled 1"),
      // A class may be called so.
      (["train/1", "bus/1", "car/1"], "train 3: bus car train"), (["test/1", "rest/1"], "train 2: rest test"),
      // One folder tells nothing apart.
      (["dogs/1", "dogs/2"], "train 2: "), (["dogs/1", "2"], "train 2: dogs"), (["1", "2"], "train 2: "),
      // What shares a word, differs in numbers only, or is divided below.
      (
        [
          "asl_alphabet_train/asl_alphabet_train/a/1", "asl_alphabet_train/asl_alphabet_train/b/1",
          "asl_alphabet_test/asl_alphabet_test/a/1",
        ],
        "train 2 (asl_alphabet_train): a b; test 1 (asl_alphabet_test): a"
      ),
      (["train.X1/a/1", "train.X2/b/1", "val.X/a/1"], "train 2 (train.X1): a b; test 1 (val.X): a"),
      (["a/train/1", "a/test/1", "b/train/1", "b/test/1"], "train 2 (train): a b; test 2 (test): a b"),
      (
        ["data/train/a/1", "data/train/b/1", "data/test/a/1", "docs/1"],
        "train 2 (data/train): a b; test 1 (data/test): a; beside docs 1"
      ),
      (["images/a/1"] + (0..<40).map { "images/b/\($0)" } + ["1"], "train 41 (images): a b; beside . 1"),
      (["train/1", "annotations/1"], "train 1 (train): ; beside annotations 1"),
      (["train/a/1", "train/b/1", "test/q/1", "test/r/1", "val/a/1"], "train 2 (train): a b; test 1 (val): a"),
      // No part to train on.
      (["val/a/1", "test/a/1"], "test 1 (test): a"), ([], "train 0: "),
    ] as [([String], String)])
  func treesAreUnderstood(paths: [String], expected: String) { #expect(understood(paths) == expected) }

  @Test func aPartCanBeNamed() throws {
    let folder = try TemporaryFolder()
    for name in ["train/a/1", "train/b/1", "val/a/2", "test/b/3"] {
      try folder.write(Fixtures.bmp(red: 1), to: name + ".bmp")
    }
    let data = try DatasetDescription(parsing: folder.path)
    func names(_ part: String?) throws -> [String] {
      let images = try OpenedData(data, testPart: part).open(split: .test)
      return (0..<images.count).map { images.name(at: $0) }
    }
    #expect(try names(nil) == ["test/b/3.bmp"] && names("test") == ["test/b/3.bmp"])
    #expect(try names("val") == ["val/a/2.bmp"] && names("validation") == ["val/a/2.bmp"])
    expectError(.usage, "is the part of", "to train on") { _ = try names("train") }
    expectError(.usage, "has no part middle; it has test, train, val") { _ = try names("middle") }
    let summary = try OpenedData(data, testPart: "val").summary
    #expect(
      summary.text
        == "\(folder.path): 2 classes; train 2 images, test 1 (folder val); left out the folder test with 1 images")
  }

  @Test func shardsAreUnderstoodAsFoldersAre() throws {
    let folder = try TemporaryFolder()
    func shard(_ path: String, _ names: [String]) throws {
      let staging = try TemporaryFolder()
      for name in names { try staging.write(Fixtures.bmp(red: UInt8(name.count)), to: name) }
      try folder.makeFolder((path as NSString).deletingLastPathComponent)
      let tar = Process()
      tar.executableURL = URL(filePath: "/usr/bin/env")
      tar.arguments =
        ["tar", "--sort=name", "-cf", folder.file(path), "-C", staging.path]
        + names.map { String($0.prefix { $0 != "/" }) }
      try tar.run()
      tar.waitUntilExit()
      try #require(tar.terminationStatus == 0)
    }
    try shard("parts/train/0.tar", ["a/1.bmp", "b/1.bmp"])
    try shard("parts/valid/0.tar", ["a/2.bmp"])
    #expect(
      try OpenedData(.folder(folder.file("parts"))).summary.text.hasSuffix(
        "2 classes; train 2 images, test 1 (folder valid)"))
    try shard("names/set-train-000.tar", ["a/1.bmp", "b/1.bmp"])
    try shard("names/set-val-000.tar", ["a/2.bmp"])
    #expect(
      try OpenedData(.folder(folder.file("names"))).summary.text.hasSuffix(
        "2 classes; train 2 images, test 1 (folder val)"))
    try shard("wrapped.tar", ["set/images/a/1.bmp", "set/images/b/1.bmp"])
    #expect(try OpenedData(.shards(folder.file("wrapped.tar"))).summary.text.hasSuffix("2 classes; 2 images"))
  }

  @Test func nothingIsDroppedWithoutAWord() throws {
    let folder = try TemporaryFolder()
    for name in ["a/1.bmp", "a/noSuffix", "b/2.jfif", "@eaDir/x.jpg", "a/@eaDir/1.bmp/t.jpg", "$RECYCLE.BIN/y.bmp"] {
      try folder.write(Fixtures.bmp(red: 7), to: name)
    }
    try folder.write(Array("%PDF-1.7\n".utf8), to: "a/paper.pdf")
    try folder.write(Array("words".utf8), to: "b/notes.txt")
    try folder.write(Array("words".utf8), to: "b/more.TXT")
    try folder.write(Fixtures.bmp(red: 7), to: "b/._2.jpg")
    try folder.write([0], to: "b/old.tar")
    let opened = try OpenedData(.folder(folder.path))
    let images = try opened.open(split: .train)
    #expect((0..<images.count).map { images.name(at: $0) } == ["a/1.bmp", "a/noSuffix", "b/2.jfif"])
    #expect(
      opened.summary.text
        == "\(folder.path): 2 classes; 3 images; left out 5 files (2 .txt, 1 .tar beside images, 1 PDF, 1 hidden images) and 3 folders $RECYCLE.BIN, @eaDir"
    )
  }

  @Test func namesAreBytesAndStayOnTheirLine() {
    #expect(NameText.text("café 字".utf8) == "café 字")
    #expect(NameText.text(Array("c\\xE9".utf8)) == "c\\\\xE9")
    #expect(NameText.text([0x63, 0xE9]) == "c\\xE9" && NameText.text([0x63, 0xE8]) == "c\\xE8")
    #expect(NameText.text("a\nb\u{1B}[31m\r\t\u{202E}\u{2028}".utf8) == "a\\nb\\x1B[31m\\r\\t\\u202E\\u2028")
    // An accent may be a character of its own: such names are one.
    #expect(NameText.text("cafe\u{301}".utf8) == NameText.text("caf\u{E9}".utf8))
    #expect(NameText.text([0xC3, 0xA9, 0xFF, 0x0A]) == "é\\xFF\\n")
  }

  @Test func classesMayStandInATable() throws {
    let folder = try TemporaryFolder()
    for name in ["x/1.bmp", "2.bmp", "3.bmp", "4.bmp"] { try folder.write(Fixtures.bmp(red: 1), to: name) }
    let table = try LabelTable([("x/1.bmp", "cat"), ("2", "dog"), ("3.bmp", "cat"), ("9", "cow")], source: "t.csv")
    let images = try OpenedData(.folder(folder.path), labels: table).open(split: .train)
    #expect(images.classNames == ["cat", "cow", "dog"])
    let labels = (0..<images.count).map { index in images.label(at: index).map { images.classNames[$0] } }
    #expect(labels == ["dog", "cat", nil, "cat"])
    expectError(.badData, "gives 1 the classes a and b") { _ = try LabelTable([("1", "a"), ("1", "b")], source: "t") }
    // Tiny-ImageNet: the table is that of a part, and the other one keeps its folders.
    let parts = try TemporaryFolder()
    for name in ["train/n1/1", "train/n2/2", "val/images/v1", "val/images/v2"] {
      try parts.write(Fixtures.bmp(red: 1), to: name + ".bmp")
    }
    let opened = try OpenedData(
      .folder(parts.path), labels: LabelTable([("v1.bmp", "n2"), ("v2.bmp", "n1")], source: "val.txt"))
    let (training, test) = (try opened.open(split: .train), try opened.open(split: .test))
    #expect(training.classNames == ["n1", "n2"] && test.classNames == training.classNames)
    #expect((0..<2).map { training.label(at: $0) } == [0, 1] && (0..<2).map { test.label(at: $0) } == [1, 0])
    #expect(opened.summary.testHasClasses == true)
    for name in ["x/0", "y/0"] { try parts.write(Fixtures.bmp(red: 1), to: "twice/\(name).bmp") }
    expectError(.badData, "names 0.bmp, which both x/0.bmp and y/0.bmp are") {
      _ = try OpenedData(.folder(parts.file("twice")), labels: LabelTable([("0.bmp", "a")], source: "t"))
    }
    expectError(.badData, "names none of the 4 images") {
      _ = try OpenedData(.folder(folder.path), labels: LabelTable([("q", "a")], source: "t")).open(split: .train)
    }
  }
}
