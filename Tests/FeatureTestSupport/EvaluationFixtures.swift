import Encoders
import Foundation
import Torch

/// Features made up for tests.
package enum EvaluationFixtures {
  /// Classes as overlapping clouds around random centres, with labels in turn; a function of the seed.
  package static func clouds(
    _ count: Int, dimension: Int, classes: Int, spread: Double = 1, seed: UInt64, centreSeed: UInt64 = 99
  ) throws -> ExtractedFeatures {
    let centres = try Tensor.normal([classes, dimension], seed: centreSeed)
    let labels = (0..<count).map { $0 % classes }
    let noise = try Tensor.normal([count, dimension], std: spread, seed: seed)
    return try features(centres.indexSelect(0, Tensor.from(labels, shape: [count])) + noise, labels)
  }

  package static func features(_ tensor: Tensor, _ labels: [Int?]) throws -> ExtractedFeatures {
    try ExtractedFeatures(features: tensor, labels: labels, names: labels.indices.map { "image-\($0)" })
  }

  /// Runs `body` with the path of a folder that exists only meanwhile.
  package static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "evaluation-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }
}
