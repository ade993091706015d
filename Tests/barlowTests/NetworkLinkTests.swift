import Foundation
import Runs
import TestSupport
import Testing

/// Two processes with a network between them, each in a network namespace of its own; skipped where none can be made.
@Suite(.serialized) struct NetworkLinkTests {
  private static let python = PythonReference.packageFolder.appending(path: ".venv/bin/python")
  private static let script = PythonReference.packageFolder.appending(path: "Benchmarks/link.py")

  private struct Ends: Decodable {
    let codes: [Int32]
    let outputs: [String]
    let errors: [String]
    let secondsAfterCut: [Double]?
  }

  private static let isPossible = (try? call([], ["true"])).map { $0.status == 0 } ?? false

  private static func call(_ flags: [String], _ words: [String]) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = python
    process.arguments = [script.path] + flags + ["--"] + words
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, data)
  }

  private func run(_ flags: [String], _ words: [String]) throws -> Ends {
    let (status, output) = try Self.call(flags, [BarlowTool.path] + words)
    #expect(status == 0)
    return try JSONDecoder().decode(Ends.self, from: output)
  }

  private func command(_ data: String, _ run: String, epochs: Int) -> [String] {
    [
      "pretrain", data, "--output", run, "--recipe", "small", "--image-size", "16", "--backbone", "resnet10", "--width",
      "8", "--projector", "32-16", "--batch-size", "16", "--epochs", String(epochs), "--warmup-epochs", "1",
      "--precision", "fp32", "--workers", "1", "--seed", "3", "--threads", "1", "--monitor", "off", "--optimizer",
      "sgd",
      "--learning-rate", "0.0005", "--checkpoint-every", "3",
    ]
  }

  private func losses(_ run: String) throws -> [Double] { try readMetrics(of: RunFolder(run)).map(\.loss) }

  /// The link is slow, and nothing changes; it is cut, and both processes end and say who is gone; and what is there goes on.
  @Test(.enabled(if: isPossible, "network namespaces need root, iproute2 and /dev/net/tun"))
  func aLinkThatIsSlowOrCut() throws {
    let (data, runs) = (try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: data, count: 160)
    let one = try BarlowTool.run(command(data.path, runs.file("one"), epochs: 4))
    #expect(one.status == 0, "\(one.errors)")
    let expected = try losses(runs.file("one"))

    let slow = try run(["--delay-ms", "3", "--mbit", "100"], command(data.path, runs.file("slow"), epochs: 1))
    #expect(slow.codes == [0, 0], "\(slow.errors)")
    #expect(slow.outputs[1].isEmpty && slow.errors[1].isEmpty)

    let path = runs.file("cut")
    let cut = try run(
      ["--delay-ms", "1", "--cut-at", path + "/metrics.jsonl", "9"], command(data.path, path, epochs: 4))
    #expect(cut.codes == [69, 69], "\(cut.errors)")
    #expect(try #require(cut.secondsAfterCut).allSatisfy { $0 < 60 }, "\(cut.secondsAfterCut ?? [])")
    #expect(cut.errors[0].contains("rank 1 is gone or stopped"), "\(cut.errors)")
    #expect(cut.errors[1].contains("rank 0 is gone"), "\(cut.errors)")
    #expect(cut.errors.allSatisfy { $0.split(separator: "\n").count { $0.hasPrefix("barlow: ") } == 1 })
    let last = try BarlowTool.run(command(data.path, path, epochs: 4))
    #expect(last.status == 0 && last.errors.contains("going on from step"), "\(last.errors)")
    let found = try losses(path)
    #expect(found.count == 40 && expected.count == 40)
    // Rounding grows with the steps.
    #expect(zip(found, expected).prefix(20).allSatisfy { abs($0 - $1) < 1e-4 * max(1, abs($1)) })
  }
}
