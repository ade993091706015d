import Foundation
import TensorFiles
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
    for format in EmbeddingWriter.formats {
      let path = folder.file("a.\(format.rawValue)")
      _ = try EmbeddingWriter(features, origin: origin).write(to: path, format: format)
      #expect(try EmbeddingFile(parsing: path).contents().origin == origin)
      _ = try EmbeddingWriter(features).write(to: path, format: format)
      #expect(try EmbeddingFile(parsing: path).contents().origin == nil, "\(format)")
    }
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
