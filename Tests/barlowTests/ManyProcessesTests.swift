import Foundation
import Runs
import TensorFiles
import TestSupport
import Testing
import Torch

/// Real processes that train one network: what they log and keep is what one process does, whatever their number.
@Suite(.serialized) struct ManyProcessesTests {
  /// A training, and how many processes it is tried with.
  struct Case: Sendable, CustomStringConvertible {
    let words: String
    var sizes = [3]

    var description: String { words }
  }

  static let steps = 20

  /// Every objective, both forms of the loss (2N < D or not), three optimizers, local crops, twins, threads of the views.
  static let cases = [
    Case(
      words: "--objective barlow-twins --projector 32-64 --optimizer adamw --learning-rate 0.001", sizes: [2, 4]),
    Case(words: "--objective barlow-twins --projector 32-16 --optimizer lars --learning-rate 0.02", sizes: [2, 4]),
    Case(words: "--objective barlow-twins --projector 32-16 --optimizer sgd --learning-rate 0.0005", sizes: [4]),
    Case(words: "--objective invariance-only --projector 32-16 --optimizer sgd --learning-rate 0.0005"),
    Case(words: "--objective contrastive --projector 32-16 --optimizer sgd --learning-rate 0.01"),
    // Large enough for gradients to go in pieces while the backward pass goes on.
    Case(words: "--objective vicreg --projector 512-1024 --optimizer lars --learning-rate 0.02"),
    Case(words: "--objective hsic --projector 32-16 --optimizer adamw --learning-rate 0.0005"),
    Case(words: "--objective stop-gradient --projector 32-16 --optimizer sgd --learning-rate 0.01"),
    Case(
      words: "--objective mixed-barlow-twins --projector 32-16 --optimizer sgd --learning-rate 0.0005", sizes: [2, 4]),
    Case(words: "--objective mixed-barlow-twins --projector 32-64 --optimizer lars --learning-rate 0.02"),
    Case(words: "--objective cosine-similarity --projector 32-16 --optimizer sgd --learning-rate 0.01"),
    Case(
      words: "--objective barlow-twins --projector 32-16 --optimizer lars --learning-rate 0.02 --local-crops 2 "
        + "--local-crop-size 8 --threads 2", sizes: [2, 4]),
    Case(
      words: "--objective barlow-twins --projector 32-16 --optimizer lars --learning-rate 0.02 --twins separate"),
    // Micro-batches are of the same rows in all.
    Case(
      words: "--objective barlow-twins --projector 32-16 --optimizer lars --learning-rate 0.02 --accumulate 2",
      sizes: [2, 4]),
    Case(words: "--objective barlow-twins --projector 32-64 --optimizer sgd --learning-rate 0.0005 --recompute"),
    // Branches are left out by row; tokens and no batch normalization in the backbone.
    Case(
      words: "--backbone vit_tiny --image-size 32 --objective barlow-twins --projector 32-64 --optimizer adamw "
        + "--learning-rate 0.0005 --drop-path 0.3"),
  ]

  private static let plain = "--objective barlow-twins --projector 32-16 --optimizer lars --learning-rate 0.02"

  private func command(_ data: String, _ run: String, _ words: String, epochs: Int = 2) -> [String] {
    let size = words.contains("--image-size") ? [] : ["--image-size", "16", "--backbone", "resnet10", "--width", "8"]
    let threads = words.contains("--threads") ? [] : ["--threads", "1"]
    let monitor = words.contains("--monitor") ? [] : ["--monitor", "off"]
    return ["pretrain", data, "--output", run, "--recipe", "small"] + size
      + [
        "--batch-size", "16", "--epochs", String(epochs), "--warmup-epochs", "1", "--precision", "fp32", "--workers",
        "1", "--seed", "3",
      ] + threads + monitor + words.split(separator: " ").map(String.init)
  }

  private func data() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, count: 160)
    return folder
  }

  /// The tensors of a run's newest checkpoint.
  private func state(_ run: String) throws -> [String: Tensor] {
    let names = try FileManager.default.contentsOfDirectory(atPath: run + "/checkpoints")
    let last = try #require(names.max { $0.localizedStandardCompare($1) == .orderedAscending })
    return try Safetensors(contentsOf: run + "/checkpoints/" + last).tensors
  }

  /// A checkpoint's tensors without those of a vision transformer that its loss does not depend on.
  ///
  /// Keys shifted by one vector (a softmax does not see it), and what is added to all inputs of a linear layer before batch
  /// normalization: their gradients are rounding, of which AdamW makes whole steps.
  private func withoutWhatTheLossIgnores(_ state: [String: Tensor]) throws -> [String: Tensor] {
    var state = state
    for (name, tensor) in state where name.hasPrefix("network.") {
      if name.hasSuffix("attn.qkv.bias") {
        let third = tensor.elementCount / 3
        state[name] = try Tensor.cat([
          tensor.narrow(start: 0, length: third), tensor.narrow(start: 2 * third, length: third),
        ])
      }
    }
    if state["network.backbone.cls_token"] != nil {
      for name in ["network.backbone.norm.bias", "network.projector.1.running_mean"] {
        try #require(state.removeValue(forKey: name) != nil)
      }
    }
    return state
  }

  /// How far the tensors under a prefix are from others, relative to their length together.
  private func distance(_ a: [String: Tensor], _ b: [String: Tensor], under prefix: String) throws -> Double {
    #expect(a.keys.sorted() == b.keys.sorted())
    var (difference, whole) = (0.0, 0.0)
    for (name, tensor) in a where name.hasPrefix(prefix) && tensor.elementCount > 1 {
      let other = try #require(b[name])
      difference += try (tensor.to(.float64) - other.to(.float64)).square().sum().item()
      whole += try tensor.to(.float64).square().sum().item()
    }
    return (difference / whole).squareRoot()
  }

  private func expectSame(_ one: String, _ many: String, steps: Int = steps) throws {
    let (a, b) = (try readMetrics(of: RunFolder(one)), try readMetrics(of: RunFolder(many)))
    #expect(a.count == steps && b.map(\.step) == a.map(\.step))
    // A similarity may be 0.
    func relative(_ x: Double, _ y: Double) -> Double { abs(x - y) / max(abs(x), 1) }
    for (x, y) in zip(a, b) {
      #expect(relative(x.loss, y.loss) < 1e-5, "the loss of step \(x.step): \(x.loss), \(y.loss)")
      #expect(relative(x.invariance, y.invariance) < 1e-5, "the invariance of step \(x.step)")
      #expect(relative(x.redundancy, y.redundancy) < 2e-5, "the redundancy of step \(x.step)")
      #expect(x.learningRate == y.learningRate && x.biasLearningRate == y.biasLearningRate && x.epoch == y.epoch)
    }
    let (mine, theirs) = (
      try withoutWhatTheLossIgnores(state(one)), try withoutWhatTheLossIgnores(state(many))
    )
    #expect(try distance(mine, theirs, under: "network.") < 1e-5)
    // Momenta are the gradients of many steps; an element at the corner of a rectifier may take another side by rounding.
    #expect(try distance(mine, theirs, under: "optimizer.") < 1e-3)
  }

  @Test(arguments: cases) func anyNumberOfProcessesTrainsTheSame(training: Case) throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let one = try BarlowTool.run(command(data.path, runs.file("1"), training.words))
    #expect(one.status == 0, "\(one.errors)")
    for size in training.sizes {
      let run = runs.file(String(size))
      let results = try Processes(size, command(data.path, run, training.words)).wait()
      #expect(results.map(\.status) == [Int32](repeating: 0, count: size), "\(results[0].errors)")
      // One speaks for all.
      #expect(results.dropFirst().allSatisfy { $0.output.isEmpty && $0.errors.isEmpty })
      try expectSame(runs.file("1"), run)
    }
  }

  @Test func imagesThatCannotBeReadAreReplacedAsInOneProcess() throws {
    let (data, runs) = (try TemporaryFolder(), try TemporaryFolder())
    for number in 0..<80 {
      // Whoever replaces the first of two neighbours takes the image that would replace the second.
      let isBad = [5, 6, 7, 31, 60, 61].contains(number)
      try data.write(isBad ? Array("no image".utf8) : BMPFixture.image(number), to: String(format: "%02d.bmp", number))
    }
    let words = Self.plain + " --on-bad-image skip"
    let one = try BarlowTool.run(command(data.path, runs.file("1"), words, epochs: 4))
    let results = try Processes(4, command(data.path, runs.file("4"), words, epochs: 4)).wait()
    #expect(one.status == 0 && results.allSatisfy { $0.status == 0 }, "\(one.errors) \(results[0].errors)")
    try expectSame(runs.file("1"), runs.file("4"))
    for errors in [one.errors, results[0].errors] {
      let names = errors.split(separator: "\n").filter { $0.hasPrefix("skipped: ") }.sorted()
      #expect(names.count == 6 && Set(names).count == 6, "\(errors)")
    }
    let failing = try Processes(2, command(data.path, runs.file("f"), Self.plain + " --on-bad-image fail")).wait()
    #expect(failing.allSatisfy { $0.status == 65 })
    #expect(failing[0].errorLines.count == 1 && failing[0].errorLines[0].contains(".bmp"), "\(failing[0].errors)")
  }

  @Test func aRunGoesOnWithAnotherNumberOfProcesses() throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let words = Self.plain + " --checkpoint-every 4 --monitor diagnosis --monitor-every 7"
    #expect(try BarlowTool.run(command(data.path, runs.file("whole"), words, epochs: 6)).status == 0)
    let run = runs.file("run")
    let first = try Processes(2, command(data.path, run, words, epochs: 6))
    // The log is not there at once.
    while first.calls[0].isRunning, ((try? readMetrics(of: RunFolder(run))) ?? []).count < 6 { usleep(20000) }
    // Asked of one, it holds for all.
    first.calls[1].signal(SIGTERM)
    let stopped = try first.wait()
    #expect(stopped.map(\.status) == [130, 130], "\(stopped[0].errors)")
    let step = try #require(try readMetrics(of: RunFolder(run)).last).step
    #expect(FileManager.default.fileExists(atPath: run + "/checkpoints/step-\(step).safetensors"))
    let second = try Processes(4, command(data.path, run, words, epochs: 6)).wait()
    #expect(second.allSatisfy { $0.status == 0 }, "\(second[0].errors)")
    #expect(second[0].errors.contains("going on from step \(step)"))
    try expectSame(runs.file("whole"), run, steps: 60)
    let measured = try ["whole", "run"].map { try readMonitor(of: RunFolder(runs.file($0))).map(\.step) }
    #expect(measured[0] == measured[1] && measured[0].first == 7)
    let again = try BarlowTool.run(command(data.path, run, words, epochs: 6))
    #expect(again.status == 0 && again.output.contains("is finished"))
  }

  @Test func aProcessThatIsKilledOrStoppedEndsAll() throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("run")
    let words = Self.plain + " --checkpoint-every 3"
    for (rank, signal) in [(1, SIGKILL), (2, SIGSTOP), (0, SIGKILL), (0, SIGSTOP)] {
      let done = (try? readMetrics(of: RunFolder(run)).count) ?? 0
      let processes = try Processes(3, command(data.path, run, words, epochs: 300))
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
      _ = try state(run)
    }
  }

  @Test func whoDoesNotFitIsRefusedByName() throws {
    let (data, other, runs) = (try data(), try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: other, count: 96)
    func refusal(_ words: String) throws -> String {
      let run = runs.file("refused")
      let plain = command(data.path, run, Self.plain)
      let results = try Processes([plain, plain, command(data.path, run, words)]).wait()
      #expect(results.allSatisfy { $0.status == 64 }, "\(results.map(\.errors))")
      #expect(!FileManager.default.fileExists(atPath: run))
      #expect(results[0].errorLines.count == 1 && results[1].errors.isEmpty)
      return results[0].errorLines.first ?? ""
    }
    #expect(try refusal(Self.plain + " --lambda 0.5").contains("rank 2 has lambda 0.5, and rank 0 has"))
    #expect(
      try refusal(Self.plain.replacingOccurrences(of: "lars", with: "sgd")).contains(
        "rank 2 has optimizer sgd, and rank 0 has lars"))
    let results = try Processes([data.path, other.path].map { command($0, runs.file("refused"), Self.plain) }).wait()
    #expect(results.allSatisfy { $0.status == 64 })
    #expect(
      results[0].errorLines.first?.contains("rank 1 has the data 96 images") == true, "\(results[0].errors)")
    let crowd = try Processes(9, command(data.path, runs.file("many"), Self.plain)).wait()
    #expect(crowd.allSatisfy { $0.status == 64 })
    #expect(crowd[0].errorLines.first?.contains("a batch of 16 leaves some of 9 processes without images") == true)
  }

  @Test func twoLaunchesNeverShareAFolder() throws {
    let (data, runs) = (try data(), try TemporaryFolder())
    let run = runs.file("run")
    let first = try Processes(2, command(data.path, run, Self.plain, epochs: 300))
    while first.calls[0].isRunning, ((try? readMetrics(of: RunFolder(run)).count) ?? 0) < 2 { usleep(20000) }
    let second = try Processes(2, command(data.path, run, Self.plain, epochs: 300)).wait()
    #expect(second.allSatisfy { $0.status == 69 })
    #expect(second[0].errorLines.first?.contains("is in use by another process") == true, "\(second[0].errors)")
    first.calls[0].signal(SIGINT)
    #expect(try first.wait().map(\.status) == [130, 130])
  }
}
