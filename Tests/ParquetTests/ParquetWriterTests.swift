import Foundation
import TestSupport
import Testing

@testable import Parquet

/// Files of Parquet are what pyarrow reads.
@Suite struct ParquetWriterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A page of each column for each group, or several where a group has several counts.
  private func write(_ columns: [ParquetColumn], groups: [[Int]], metadata: [String: String] = [:]) throws -> String {
    var (bytes, writer, row) = (Data(), ParquetWriter(columns), 0)
    let append: ParquetWriter.Output = { bytes.append(contentsOf: $0) }
    try writer.begin(append)
    for pages in groups {
      for column in columns {
        var start = row
        for count in pages {
          let rows = start..<start + count
          switch column {
          case .text: try writer.addPage(rows.map(text), append)
          case .integer: try writer.addPage(rows.map { Int64($0) * -7_000_000_000 }, append)
          case .numbers(_, let length):
            let values = rows.flatMap { row in (0..<length).map { number(row, $0) } }
            try values.withUnsafeBytes { try writer.addPage(rows: count, $0, append) }
          }
          start += count
        }
        writer.endColumn()
      }
      row += pages.reduce(0, +)
    }
    try writer.finish(metadata: metadata, append)
    return try folder.write([UInt8](bytes), to: "\(UUID().uuidString).parquet")
  }

  private func text(_ row: Int) -> String {
    ["", "plain.jpg", "Straße/été.png", "two\nlines, \"quoted\"", String(repeating: "long ", count: 60), "猫🐈"][row % 6]
      + "\(row)"
  }

  private func number(_ row: Int, _ column: Int) -> Float { Float(row) * 1.25 - Float(column) / 3 }

  private func bytes(_ texts: [String]) -> [Double] { Array(texts.joined(separator: "\0").utf8).map(Double.init) }

  @Test(arguments: [
    (1, [[1]]), (3, [[5, 2, 1], [8], [3]]), (2, [[300]]), (700, [[40, 40], [9]]),
    // More groups than a short list of Thrift holds.
    (4, [[Int]](repeating: [2], count: 40)),
  ]) func everyValueIsRead(length: Int, groups: [[Int]]) throws {
    let path = try write([.text("name"), .integer("label"), .numbers("features", length: length)], groups: groups)
    let found = try PythonReference.run("parquet_files.py", paths: [path])
    let count = groups.joined().reduce(0, +)
    #expect(found["groups"]?.values == groups.map { Double($0.reduce(0, +)) })
    #expect(found["columns"]?.values == bytes(["name", "label", "features"]))
    #expect(found["name"]?.values == bytes((0..<count).map(text)))
    #expect(found["label"]?.values == (0..<count).map { Double($0) * -7e9 })
    #expect(found["features"]?.shape == [count, length])
    #expect(
      found["features"]?.values == (0..<count).flatMap { row in (0..<length).map { Double(number(row, $0)) } })
  }

  @Test func metadataIsKept() throws {
    let path = try write([.numbers("x", length: 2)], groups: [[1]], metadata: ["origin": "ünï", "a": ""])
    let found = try PythonReference.run("parquet_files.py", paths: [path])
    #expect(found["metadata"]?.values == bytes([#"{"a": "", "origin": "\u00fcn\u00ef"}"#]))
  }

  /// Numbers of the specification's own examples, and the edges of a byte.
  @Test func numbersTakeSevenBitsAByte() {
    #expect(ThriftStruct.varint(0) == [0] && ThriftStruct.varint(127) == [127] && ThriftStruct.varint(128) == [128, 1])
    #expect(ThriftStruct.varint(50399) == [0xDF, 0x89, 0x03])
    var structure = ThriftStruct()
    structure.add(1, int32: -1)
    structure.add(4, int64: 1)
    structure.add(5, int32s: [0, -2])
    #expect(structure.bytes == [0x15, 1, 0x36, 2, 0x19, 0x25, 0, 3, 0])
  }
}
