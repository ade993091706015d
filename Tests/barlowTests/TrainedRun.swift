import Foundation
import TestSupport
import Testing

/// A small run on grey images of two classes that tests of the tool share.
enum TrainedRun {
  /// The flags that make it small.
  static let flags = [
    "--recipe", "small", "--backbone", "resnet10", "--width", "8", "--projector", "16-16", "--batch-size", "16",
    "--epochs", "1", "--precision", "fp32", "--threads", "1", "--workers", "1",
  ]

  /// A copy of the run in a folder of its own, which a test may change.
  static func copy(into folder: TemporaryFolder) throws -> String {
    let path = folder.file("run")
    try FileManager.default.copyItem(atPath: Self.folder.get().file("run"), toPath: path)
    return path
  }

  /// Trained once: a folder with the run, `run`, and the images that it was trained on, `data`; removed when the process ends.
  static let folder = Result<TemporaryFolder, any Error> {
    let folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, prefix: "data/train", count: 64)
    try IDXFixture.write(to: folder, prefix: "data/t10k", count: 32)
    let result = try BarlowTool.run(["pretrain", folder.file("data"), "--output", folder.file("run")] + flags)
    #expect(result.status == 0, "\(result.errors)")
    return folder
  }
}
