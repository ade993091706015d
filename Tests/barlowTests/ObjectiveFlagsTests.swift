import Foundation
import TestSupport
import Testing
import Torch

/// Flags of one objective given with another, through the tool.
@Suite struct ObjectiveFlagsTests {
  private static let mistakes: [([String], String)] = [
    (["--temperature", "0.1"], "--temperature"), (["--objective", "contrastive", "--lambda", "0.1"], "--lambda"),
    (["--objective", "vicreg", "--mix-weight", "2"], "--mix-weight"),
    (["--objective", "stop-gradient", "--twins", "separate"], "--twins shared"),
    (["--objective", "mixed-barlow-twins", "--twins", "separate"], "--twins shared"),
    (["--objective", "simsiam"], "stop-gradient"),
  ]

  @Test(arguments: mistakes) func theyAreWrongUsageAndLeaveNoRun(flags: [String], words: String) throws {
    let (data, runs) = (try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: data, count: 8)
    let result = try BarlowTool.run(["pretrain", data.path, "--output", runs.file("run"), "--recipe", "small"] + flags)
    #expect(result.status == 64)
    #expect(result.errorLines.count == 1 && result.errors.contains(words))
    #expect(!FileManager.default.fileExists(atPath: runs.file("run")))
  }

  @Test func aBenchmarkTakesThemToo() throws {
    let tiny = [
      "benchmark", "train", "--backbone", "resnet10", "--width", "4", "--image-size", "8", "--batch-size", "4",
      "--projector", "8-8", "--threads", "1", "--runs", "1",
    ]
    for flags in [["--objective", "mixed-barlow-twins", "--mix-weight", "1"], ["--objective", "stop-gradient"]] {
      #expect(try BarlowTool.run(tiny + flags).status == 0, "\(flags)")
    }
    #expect(try BarlowTool.run(tiny + ["--mix-weight", "1"]).status == 64)
    // What libtorch cannot train is no matter of the command.
    let single = try BarlowTool.run(tiny + ["--stem", "imagenet", "--precision", "bf16"])
    #expect(single.status == 64 && single.errorLines.count == 1, "\(single.errors)")
    #expect(single.errors.contains("--image-size 17 or more, or --precision fp32"))
    guard Runtime.cpuCapability.contains("AVX512") else { return }
    let odd = try BarlowTool.run(tiny.map { $0 == "4" ? "5" : $0 } + ["--precision", "fp32"])
    #expect(odd.status == 64 && odd.errors.contains("--batch-size 4"), "\(odd.errors)")
  }
}
