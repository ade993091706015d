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
    for format in [EmbeddingFile.Format.csv, .safetensors, .npy] {
      let path = folder.file("a.\(format.rawValue)")
      _ = try features.write(to: path, format: format, classNames: [], origin: origin)
      #expect(try EmbeddingFile(parsing: path).contents().origin == origin)
      _ = try features.write(to: path, format: format, classNames: [])
      #expect(try EmbeddingFile(parsing: path).contents().origin == nil, "\(format)")
    }
  }

  @Test func othersReadWhatIsWritten() throws {
    let features = try ExtractedFeatures(
      features: Tensor.normal([3, 70], std: 1e-3, seed: 1), labels: [0, 1, 0],
      names: ["plain.png", "odd, \"quoted\".png", "line\nend.png"])
    let folder = try TemporaryFolder()
    var inputs: [String: ReferenceArray] = [:]
    for format in [EmbeddingFile.Format.csv, .safetensors] {
      let path = folder.file("a.\(format.rawValue)")
      let files = try features.write(to: path, format: format, classNames: ["cat", "dog"])
      #expect(files == .init(features: path, names: path, labels: path))
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
    #expect(result["names.a.csv"]?.values == [1] && result["names.a.safetensors"]?.values == [1])

    let unlabelled = try ExtractedFeatures(features: features.features, labels: [0, nil, 0], names: ["a", "b", "c"])
    #expect(try unlabelled.write(to: folder.file("b.csv"), format: .csv, classNames: ["cat"]).labels == nil)
    #expect(try EmbeddingFile(parsing: folder.file("b.csv")).read().shape == [3, 70])
    let files = try features.write(to: folder.file("c.npy"), format: .npy, classNames: ["cat", "dog"])
    #expect(files.names == folder.file("c.names.txt") && files.labels == folder.file("c.labels.npy"))
    #expect(try NumPyFile.read(folder.file("c.labels.npy")).integers() == [0, 1, 0])
  }
}
