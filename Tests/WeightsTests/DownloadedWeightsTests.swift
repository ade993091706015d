import Files
import Foundation
import TestSupport
import Testing

@testable import Weights

/// Weights by the names under which other programs have downloaded them.
@Suite struct DownloadedWeightsTests {
  private let folder: TemporaryFolder
  private let known: DownloadedWeights

  init() throws {
    folder = try TemporaryFolder()
    for name in [
      "torch/hub/checkpoints/resnet18-f37072fd.pth", "torch/hub/checkpoints/resnet50-0676ba61.pth",
      "torch/hub/checkpoints/resnet50-11ad3fa6.pth", "torch/hub/checkpoints/dino_resnet50_pretrain.pth",
      "torch/hub/checkpoints/wide_resnet50_2-95faca4d.pth", "torch/hub/checkpoints/vit_b_16-c867db91.pth",
      "torch/hub/checkpoints/vit_b_16_lc_swag-4e70ced5.pth", "torch/hub/checkpoints/convnext_tiny-983f1562.pth",
      "torch/hub/checkpoints/dinov2_vits14_pretrain.pth", "torch/hub/checkpoints/dinov2_vits14_reg4_pretrain.pth",
      "hf/hub/models--timm--vit_small_patch14_reg4_dinov2.lvd142m/snapshots/a1/model.safetensors",
      "hf/hub/models--timm--resnet10t.c3_in1k/snapshots/a1/model.safetensors",
      "hf/hub/models--timm--resnet10t.c3_in1k/snapshots/b2/model.safetensors",
      "hf/hub/models--timm--resnet10t.c3_in1k/snapshots/c3/README.md",
      "hf/hub/models--other--words/snapshots/a1/config.json",
    ] { try folder.write([1], to: name) }
    try folder.write(Array("a1\n".utf8), to: "hf/hub/models--timm--resnet10t.c3_in1k/refs/main")
    known = DownloadedWeights(environment: ["TORCH_HOME": folder.file("torch"), "HF_HOME": folder.file("hf")])
  }

  @Test(arguments: [
    ("resnet18", "torch/hub/checkpoints/resnet18-f37072fd.pth"),
    ("resnet18-f37072fd", "torch/hub/checkpoints/resnet18-f37072fd.pth"),
    ("dino_resnet50_pretrain", "torch/hub/checkpoints/dino_resnet50_pretrain.pth"),
    ("wide_resnet50_2", "torch/hub/checkpoints/wide_resnet50_2-95faca4d.pth"),
    ("vit_b_16", "torch/hub/checkpoints/vit_b_16-c867db91.pth"),
    ("vit_b_16_lc_swag", "torch/hub/checkpoints/vit_b_16_lc_swag-4e70ced5.pth"),
    ("convnext_tiny", "torch/hub/checkpoints/convnext_tiny-983f1562.pth"),
    ("dinov2_vits14", "torch/hub/checkpoints/dinov2_vits14_pretrain.pth"),
    ("dinov2_vits14_pretrain", "torch/hub/checkpoints/dinov2_vits14_pretrain.pth"),
    ("dinov2_vits14_reg", "torch/hub/checkpoints/dinov2_vits14_reg4_pretrain.pth"),
    (
      "vit_small_patch14_reg4_dinov2.lvd142m",
      "hf/hub/models--timm--vit_small_patch14_reg4_dinov2.lvd142m/snapshots/a1"
    ),
    ("timm/resnet10t.c3_in1k", "hf/hub/models--timm--resnet10t.c3_in1k/snapshots/a1"),
    ("resnet10t.c3_in1k", "hf/hub/models--timm--resnet10t.c3_in1k/snapshots/a1"),
  ])
  func namesLeadToFiles(name: String, file: String) throws {
    #expect(try known.path(of: name) == folder.file(file))
  }

  @Test(arguments: [
    "resnet", "resnet1", "resnet18-", "other/words", "timm/resnet18", "", "a/b.pth", "dinov2_vits1",
    "dino_resnet50", "vit_b_16-c867db9",
  ])
  func otherNamesStayAsTheyAre(name: String) throws { #expect(try known.path(of: name) == name) }

  @Test func whatIsThereComesFirst() throws {
    let path = try folder.write([1], to: "resnet18")
    #expect(try known.path(of: path) == path)
  }

  @Test func aNameOfTwoFilesIsRefused() throws {
    let error = #expect(throws: FileError.self) { try known.path(of: "resnet50") }
    #expect(error?.kind == .usage && error?.description.contains("resnet50-11ad3fa6.pth") == true)
  }

  @Test func foldersAreThoseOfTheEnvironment() throws {
    let cache = DownloadedWeights(environment: ["XDG_CACHE_HOME": folder.path])
    #expect(try cache.path(of: "resnet18") == folder.file("torch/hub/checkpoints/resnet18-f37072fd.pth"))
    let hub = DownloadedWeights(environment: ["HF_HUB_CACHE": folder.file("hf/hub"), "HOME": "/nonexistent"])
    #expect(try hub.path(of: "timm/resnet10t.c3_in1k").hasSuffix("/snapshots/a1"))
  }
}
