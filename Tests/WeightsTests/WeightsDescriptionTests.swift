import Files
import NN
import TestSupport
import Testing

@testable import Weights

/// What a file of weights tells of itself, there and back.
@Suite struct WeightsDescriptionTests {
  private let description = WeightsDescription(
    backbone: ResNetConfiguration(variant: .resnet10, width: 8, stem: .strided, grid: 2, inputChannels: 1),
    preparation: WeightsDescription.Preparation(imageSize: 28, resizeTo: 32, mean: [0.1307], std: [0.3081]),
    usualFeatures: "whitened", step: 120, data: "photos", command: "barlow pretrain photos --output runs/a")

  @Test func whatIsWrittenIsRead() throws {
    let metadata = try description.metadata
    #expect(metadata["backbone"] == "resnet10" && metadata["stem"] == "strided" && metadata["mean"] == "[0.1307]")
    #expect(metadata["interpolation"] == "bicubic" && metadata["step"] == "120")
    #expect(try WeightsDescription(metadata, origin: "a") == description)
    #expect(try WeightsDescription(["format": "pt"], origin: "a") == nil)
  }

  @Test(arguments: [
    ("width", "1000000000"), ("width", "x"), ("grid", "0"), ("imageSize", "-1"), ("std", "[0]"), ("mean", "[1, 2]"),
    ("mean", "nan"), ("channels", "7"), ("interpolation", "nearest"),
  ]) func lies(key: String, value: String) throws {
    var metadata = try description.metadata
    metadata[key] = value
    let error = #expect(throws: FileError.self) { try WeightsDescription(metadata, origin: "file") }
    #expect(error?.kind == .damaged && line(error).contains(key), "\(line(error))")
  }

  @Test func unknownBackbonesAreNamed() throws {
    var metadata = try description.metadata
    metadata["backbone"] = "resnet11"
    let error = #expect(throws: FileError.self) { try WeightsDescription(metadata, origin: "file") }
    #expect(error?.kind == .usage && line(error).contains("resnet11"))
  }
}
