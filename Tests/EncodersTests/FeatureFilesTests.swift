import Files
import Foundation
@testable import TensorFiles
import Testing
import TensorTestSupport
import TestSupport
import Torch

@testable import Encoders

/// Files of features are read by NumPy, PyTorch and Python's `csv`, and by this package itself.
@Suite struct FeatureFilesTests {
  @Test func filesSayWhatTheyHold() throws {
    let features = try ExtractedFeatures(
      features: Tensor.normal([3, 4], seed: 1), labels: [nil, nil, nil], names: ["a", "b", "c"])
    let origin = FeatureOrigin(
      features: "whitened", model: "runs/a", step: 7, data: "photos", images: 3, dimension: 4)
    let folder = try TemporaryFolder()
    for format in EmbeddingWriter.formats where format != .parquet {
      let path = folder.file("a.\(format.rawValue)")
      _ = try EmbeddingWriter(features, origin: origin).write(to: path, format: format)
      #expect(try EmbeddingFile(parsing: path).contents().origin == origin)
      _ = try EmbeddingWriter(features).write(to: path, format: format)
      #expect(try EmbeddingFile(parsing: path).contents().origin == nil, "\(format)")
    }
  }

  @Test(arguments: [true, false]) func arrowReadsParquet(isLabelled: Bool) throws {
    let labels: [Int?] = (0..<23).map { isLabelled ? $0 % 2 : nil }
    let features = try ExtractedFeatures(
      features: Tensor.normal([23, 5], seed: 1), labels: labels, names: (0..<23).map { "photos/\($0), odd.jpg" },
      classNames: ["cat", "dög"])
    let origin = FeatureOrigin(features: "whitened", model: "runs/a", step: 7, data: "photos", images: 23, dimension: 5)
    let path = try TemporaryFolder().path + ".parquet"
    defer { unlink(path) }
    let writer = EmbeddingWriter(features, origin: origin)
    // Groups of seven rows.
    try writer.writeParquet(path, bytesPerGroup: 7 * 5 * 4 + 3)
    let found = try PythonReference.run("parquet_files.py", paths: [path])
    func bytes(_ texts: [String]) -> [Double] { Array(texts.joined(separator: "\0").utf8).map(Double.init) }
    #expect(found["groups"]?.values == [7, 7, 7, 2])
    #expect(
      found["columns"]?.values == bytes(isLabelled ? ["name", "label", "class", "features"] : ["name", "features"]))
    #expect(found["features"] == (try ReferenceArray(features.features)))
    #expect(found["name"]?.values == bytes(features.names))
    #expect(found["label"]?.values == (isLabelled ? labels.map { Double($0 ?? -1) } : nil))
    #expect(found["class"]?.values == (isLabelled ? bytes(labels.map { $0 == 0 ? "cat" : "dög" }) : nil))
    let metadata = String(decoding: (found["metadata"]?.values ?? []).map { UInt8($0) }, as: UTF8.self)
    #expect(metadata.contains("whitened") && metadata.contains("classes") == isLabelled, "\(metadata)")
    #expect(
      try writer.write(to: path, format: .parquet)
        == WrittenEmbeddings(features: path, names: path, labels: isLabelled ? path : nil))
    let error = #expect(throws: FileError.self) { try EmbeddingFile(parsing: path) }
    #expect(error?.kind == .usage && line(error).contains("not read"))
  }

  @Test func othersReadWhatIsWritten() throws {
    let features = try ExtractedFeatures(
      features: Tensor.normal([3, 70], std: 1e-3, seed: 1), labels: [0, 1, 0],
      names: ["plain.png", "odd, \"quoted\".png", "line\nend.png"], classNames: ["cat", "dog"])
    let folder = try TemporaryFolder()
    var inputs: [String: ReferenceArray] = [:]
    for format in [EmbeddingFile.Format.csv, .safetensors, .npz] {
      let path = folder.file("a.\(format.rawValue)")
      let files = try EmbeddingWriter(features).write(to: path, format: format)
      #expect(files == WrittenEmbeddings(features: path, names: path, labels: path))
      let file = try EmbeddingFile(parsing: path)
      #expect(try file.read().floats() == features.features.floats())
      #expect(try file.names() == features.names)
      inputs["a.\(format.rawValue)"] = ReferenceArray(try Data(contentsOf: URL(filePath: path)).map { Int($0) })
    }
    let expected = try ReferenceArray(features.features)
    let result = try PythonReference.run("embedding_files.py", inputs)
    #expect(result["read.a.csv"] == expected)
    #expect(result["read.a.safetensors.features"] == expected)
    #expect(result["read.a.safetensors.labels"]?.values == [0, 1, 0])
    #expect(result["read.a.npz.features"] == expected && result["read.a.npz.labels"]?.values == [0, 1, 0])
    for name in ["a.csv", "a.safetensors", "a.npz"] { #expect(result["names.\(name)"]?.values == [1], "\(name)") }

    let unlabelled = try ExtractedFeatures(features: features.features, labels: [0, nil, 0], names: ["a", "b", "c"])
    #expect(try EmbeddingWriter(unlabelled).write(to: folder.file("b.csv"), format: .csv).labels == nil)
    #expect(try EmbeddingFile(parsing: folder.file("b.csv")).read().shape == [3, 70])
    let files = try EmbeddingWriter(features).write(to: folder.file("c.npy"), format: .npy)
    #expect(files.names == folder.file("c.names.txt") && files.labels == folder.file("c.labels.npy"))
    #expect(try NumPyFile.read(folder.file("c.labels.npy")).integers() == [0, 1, 0])
  }
}
