import Foundation
import TestSupport
import Testing

/// `barlow benchmark distributed` with real processes: what it counts is what docs/many-processes.md says is sent.
struct BenchmarkDistributedTests {
  private struct Findings: Decodable {
    struct Row: Decodable {
      let kind: String
      let messages: Double
      let bytes: Double
      let seconds: Double
      let predictedSeconds: Double
    }

    let processes: Int
    let latency: Double
    let bytesPerSecond: Double
    let kinds: [Row]

    subscript(kind: String) -> Row? { kinds.first { $0.kind == kind } }
  }

  private func measure(_ flags: String...) throws -> Findings {
    let words = [
      "benchmark", "distributed", "--backbone", "resnet10", "--width", "4", "--image-size", "16", "--batch-size", "16",
      "--threads", "1", "--precision", "fp32", "--runs", "2", "--json",
    ]
    let result = try BarlowTool.run(["launch", "--processes", "2", "--"] + words + flags)
    try #require(result.status == 0, "\(result.errors)")
    return try JSONDecoder().decode(Findings.self, from: Data(result.output.utf8))
  }

  @Test func bytesAreThoseOfTheCostModel() throws {
    let (narrow, wide) = (try measure("--projector", "32-8"), try measure("--projector", "32-512"))
    #expect(narrow.processes == 2 && narrow.latency > 0 && narrow.bytesPerSecond > 0)
    // D² is less than N·D of two views, and more.
    let (sums, rows) = (try #require(narrow["correlations"]), try #require(wide["embeddings"]))
    #expect(narrow["embeddings"] == nil && wide["correlations"] == nil)
    #expect(sums.bytes >= 4 * 8 * 8 && sums.bytes < 4 * 2 * 16 * 8, "\(sums.bytes)")
    #expect(rows.bytes == 4 * 2 * 16 * 512 / 2 && rows.messages == 2)
    // One more row of weights for each dimension, sent and received as a part and as a sum.
    let gradients = try #require(wide["gradients"]).bytes - (try #require(narrow["gradients"]).bytes)
    #expect(gradients == 8 * 32 * (512 - 8) / 2)
    // 12 layers in the backbone and one in the projector, each way, each view.
    #expect(try #require(wide["statistics"]).messages == 2 * 2 * 13)
    #expect(wide.kinds.allSatisfy { $0.seconds > 0 && $0.predictedSeconds > 0 })
    let halved = try #require(try measure("--projector", "32-512", "--compress", "bf16")["gradients"])
    #expect(halved.bytes == (try #require(wide["gradients"])).bytes / 2)
  }

  @Test func oneProcessSendsNothing() throws {
    let result = try BarlowTool.run("benchmark", "distributed")
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.errorLines.first?.contains("barlow launch --processes 2 -- benchmark distributed") == true)
  }
}
