import Foundation
import TensorFiles
import TestSupport
import Testing
import Torch

/// A small training that processes share.
enum SharedTraining {
  /// The flags of a training that is nothing special.
  static let plain = "--objective barlow-twins --projector 32-16 --optimizer lars --learning-rate 0.02"

  /// A command that trains for 20 steps, or so many epochs of 10, on 160 images.
  static func command(_ data: String, _ run: String, _ words: String, epochs: Int = 2) -> [String] {
    let size = words.contains("--image-size") ? [] : ["--image-size", "16", "--backbone", "resnet10", "--width", "8"]
    let threads = words.contains("--threads") ? [] : ["--threads", "1"]
    let monitor = words.contains("--monitor") ? [] : ["--monitor", "off"]
    return ["pretrain", data, "--output", run, "--recipe", "small"] + size
      + [
        "--batch-size", "16", "--epochs", String(epochs), "--warmup-epochs", "1", "--precision", "fp32", "--workers",
        "1", "--seed", "3",
      ] + threads + monitor + words.split(separator: " ").map(String.init)
  }

  /// The images.
  static func data() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, count: 160)
    return folder
  }

  /// The tensors of a run's newest checkpoint.
  static func state(_ run: String) throws -> [String: Tensor] {
    let names = try FileManager.default.contentsOfDirectory(atPath: run + "/checkpoints")
    let last = try #require(names.max { $0.localizedStandardCompare($1) == .orderedAscending })
    return try Safetensors(contentsOf: run + "/checkpoints/" + last).tensors
  }
}
