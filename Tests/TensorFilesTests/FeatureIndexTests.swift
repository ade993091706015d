import Files
import Foundation
import TensorFiles
import TensorTestSupport
import TestSupport
import Testing
import Torch

/// Rows as a test gives them.
struct IndexedRows: EmbeddingRows {
  let values: [[Float]]
  var names = ["a/ä.png", "b.png", ""]
  var labels: [Int?] = [1, 0, 1]
  var classNames = ["cat", "dog"]

  var count: Int { values.count }
  var dimension: Int { values[0].count }
  func name(at row: Int) -> String { names[row] }
  func label(at row: Int) -> Int? { labels[row] }

  func forEachPiece(_ body: (Tensor) throws -> Void) throws {
    for row in values { try body(Tensor.from(row, shape: [1, row.count])) }
  }
}

@Suite struct FeatureIndexTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("index.safetensors")
  }

  private func write(_ rows: IndexedRows) throws {
    try FeatureIndexWriter(rows, kind: "representation", fingerprint: "f0").write(to: path)
  }

  private func rewrite(_ change: (inout [UInt8]) -> Void) throws {
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    change(&bytes)
    try Data(bytes).write(to: URL(filePath: path))
  }

  private func error(_ words: String..., location: SourceLocation = #_sourceLocation) {
    do {
      _ = try FeatureIndex(contentsOf: path)
      Issue.record("nothing was thrown", sourceLocation: location)
    } catch {
      for word in words {
        #expect("\(error)".contains(word), "\(error)", sourceLocation: location)
      }
      #expect((error as? FileError)?.kind == .damaged, sourceLocation: location)
    }
  }

  @Test func holdsWhatWasWrittenDividedByItsLength() throws {
    try write(IndexedRows(values: [[3, 4], [0, 0], [0, -1e-30]]))
    let index = try FeatureIndex(contentsOf: path)
    #expect((index.count, index.dimension) == (3, 2))
    #expect(index.kind == "representation")
    #expect(index.fingerprint == "f0")
    #expect(index.names == ["a/ä.png", "b.png", ""])
    #expect((0..<3).map(index.label) == [1, 0, 1])
    #expect(index.classNames == ["cat", "dog"])
    let expected: [Float] = [0.6, 0.8, 0, 0, 0, -1]
    #expect(try index.features().floats() == expected)
    #expect(index.withRows(2..<3) { Array($0) } == [0, -1])
    #expect(index.rows(named: ["b.png", "c.png"]) == ["b.png": 1])
  }

  @Test func featuresOutliveTheIndexAndAFileOfTheSameName() throws {
    try write(IndexedRows(values: [[3, 4], [5, 0], [0, 2]]))
    var index: FeatureIndex? = try FeatureIndex(contentsOf: path)
    let features = try index?.features()
    index = nil
    try write(IndexedRows(values: [[1, 0], [1, 0], [1, 0]]))
    #expect(try features?.floats() == [0.6, 0.8, 1, 0, 0, 1])
  }

  @Test func withoutClassesThereAreNoLabels() throws {
    try write(IndexedRows(values: [[1], [2], [3]], labels: [1, nil, 1]))
    let index = try FeatureIndex(contentsOf: path)
    #expect(index.label(at: 0) == nil)
    #expect(index.classNames.isEmpty)
  }

  @Test func otherReadersOfEmbeddingsTakeItToo() throws {
    try write(IndexedRows(values: [[3, 4], [5, 0], [0, 2]]))
    let contents = try EmbeddingFile(parsing: path).contents()
    #expect(contents.names == ["a/ä.png", "b.png", ""])
    #expect(try contents.values.floats() == [0.6, 0.8, 1, 0, 0, 1])
  }

  @Test func valuesBeginAtALineOfTheCache() throws {
    try write(IndexedRows(values: [[3, 4], [5, 0], [0, 2]]))
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let header = bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    #expect((header + 8) % 64 == 0)
  }

  @Test func pythonReadsIt() throws {
    try write(IndexedRows(values: [[3, 4], [5, 0], [0, 2]]))
    let read = try PythonReference.run("feature_index.py", paths: [path])
    #expect(read["features"]?.shape == [3, 2])
    #expect(read["features"]?.values.map { Float($0) } == [0.6, 0.8, 1, 0, 0, 1])
    #expect(read["name_ends"]?.values == [8, 13, 13])
    #expect(read["labels"]?.values == [1, 0, 1])
  }

  @Test func whatIsCutOffOrChangedIsRefused() throws {
    let rows = IndexedRows(values: [[3, 4], [5, 0], [0, 2]])
    try write(rows)
    let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
    for count in [1, 7, 100, whole.count - 1] {
      try rewrite { $0 = Array(whole.prefix(count)) }
      error("cut off")
    }
    try rewrite { $0 = [] }
    error("empty")
    try rewrite { $0 = whole + [0] }
    // What follows the last tensor belongs to nothing.
    #expect(throws: Never.self) { try FeatureIndex(contentsOf: path) }

    func replaced(_ a: String, _ b: String) throws {
      precondition(a.utf8.count == b.utf8.count)
      try rewrite { bytes in
        bytes = whole
        guard let range = bytes.firstRange(of: Array(a.utf8)) else {
          Issue.record("\(a) is not there")
          return
        }
        bytes.replaceSubrange(range, with: b.utf8)
      }
    }
    try replaced("feature-index-1", "feature-index-9")
    error("feature-index-9")
    try replaced("\"format\"", "\"formal\"")
    error("no index of features")
    try replaced("\"fingerprint\"", "\"fingerprinT\"")
    error("by which model")
    try replaced("\"name_ends\"", "\"name_endz\"")
    error("name_ends")
    try replaced("[3,2]", "[2,3]")
    error("2 rows and 3 names")
    try replaced("\"shape\":[3,2]", "\"shape\":[0,2]")
    error("features")
  }

  @Test func namesAndLabelsThatLieElsewhereAreRefused() throws {
    try write(IndexedRows(values: [[3, 4], [5, 0], [0, 2]], names: ["a", "bc", "d"]))
    let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
    // The file ends with 3 labels and 3 places of names, 8 bytes each, and 4 bytes of names.
    let (labels, places) = (whole.count - 4 - 48, whole.count - 4 - 24)
    for (offset, value, word) in [
      (places, UInt8(200), "name"), (places + 8, 0, "name"), (places + 16, 3, "longer"), (labels, 2, "label"),
      (labels + 7, 255, "label"),
    ] {
      try rewrite {
        $0 = whole
        $0[offset] = value
      }
      error(word)
    }
  }
}
