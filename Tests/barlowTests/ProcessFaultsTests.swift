import Foundation
import Runs
import TestSupport
import Testing

/// Processes that train together and are killed, stopped, refused or in each other's way.
@Suite(.serialized) struct ProcessFaultsTests {
  @Test func aProcessThatIsKilledOrStoppedEndsAll() throws {
    let (data, runs) = (try SharedTraining.data(), try TemporaryFolder())
    let run = runs.file("run")
    let words = SharedTraining.plain + " --checkpoint-every 3"
    for (rank, signal) in [(1, SIGKILL), (2, SIGSTOP), (0, SIGKILL), (0, SIGSTOP)] {
      let done = (try? readMetrics(of: RunFolder(run)).count) ?? 0
      let processes = try Processes(3, SharedTraining.command(data.path, run, words, epochs: 300))
      while processes.calls[0].isRunning, ((try? readMetrics(of: RunFolder(run)).count) ?? 0) < done + 5 {
        usleep(20000)
      }
      let start = ContinuousClock.now
      processes.calls[rank].signal(signal)
      let others = processes.calls.indices.filter { $0 != rank }
      let results = try others.map { try processes.calls[$0].wait() }
      #expect(ContinuousClock.now - start < .seconds(60))
      processes.calls[rank].signal(SIGKILL)
      _ = try processes.calls[rank].wait()
      #expect(results.allSatisfy { $0.status == 69 }, "\(results.map(\.errors))")
      #expect(results[0].errorLines.first?.contains("rank \(rank) ") == true, "\(results[0].errors)")
      #expect(results[0].errorLines.count == 1)
      _ = try SharedTraining.state(run)
    }
  }

  @Test func whoDoesNotFitIsRefusedByName() throws {
    let (data, other, runs) = (try SharedTraining.data(), try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: other, count: 96)
    func refusal(_ words: String) throws -> String {
      let run = runs.file("refused")
      let plain = SharedTraining.command(data.path, run, SharedTraining.plain)
      let results = try Processes([plain, plain, SharedTraining.command(data.path, run, words)]).wait()
      #expect(results.allSatisfy { $0.status == 64 }, "\(results.map(\.errors))")
      #expect(!FileManager.default.fileExists(atPath: run))
      #expect(results[0].errorLines.count == 1 && results[1].errors.isEmpty)
      return results[0].errorLines.first ?? ""
    }
    #expect(try refusal(SharedTraining.plain + " --lambda 0.5").contains("rank 2 has lambda 0.5, and rank 0 has"))
    #expect(
      try refusal(SharedTraining.plain.replacingOccurrences(of: "lars", with: "sgd")).contains(
        "rank 2 has optimizer sgd, and rank 0 has lars"))
    let results = try Processes(
      [data.path, other.path].map { SharedTraining.command($0, runs.file("refused"), SharedTraining.plain) }
    ).wait()
    #expect(results.allSatisfy { $0.status == 64 })
    #expect(
      results[0].errorLines.first?.contains("rank 1 has the data 96 images") == true, "\(results[0].errors)")
    let crowd = try Processes(9, SharedTraining.command(data.path, runs.file("many"), SharedTraining.plain)).wait()
    #expect(crowd.allSatisfy { $0.status == 64 })
    #expect(crowd[0].errorLines.first?.contains("a batch of 16 leaves some of 9 processes without images") == true)
  }

  @Test func twoLaunchesNeverShareAFolder() throws {
    let (data, runs) = (try SharedTraining.data(), try TemporaryFolder())
    let run = runs.file("run")
    let first = try Processes(2, SharedTraining.command(data.path, run, SharedTraining.plain, epochs: 300))
    while first.calls[0].isRunning, ((try? readMetrics(of: RunFolder(run)).count) ?? 0) < 2 { usleep(20000) }
    let second = try Processes(2, SharedTraining.command(data.path, run, SharedTraining.plain, epochs: 300)).wait()
    #expect(second.allSatisfy { $0.status == 69 })
    #expect(second[0].errorLines.first?.contains("is in use by another process") == true, "\(second[0].errors)")
    first.calls[0].signal(SIGINT)
    #expect(try first.wait().map(\.status) == [130, 130])
  }
}
