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
    Case(words: "--objective barlow-twins --projector 32-64 --optimizer lars --learning-rate 0.02 --recompute"),
    // Branches are left out by row; tokens and no batch normalization in the backbone.
    Case(
      words: "--backbone vit_tiny --image-size 32 --objective barlow-twins --projector 32-64 --optimizer adamw "
        + "--learning-rate 0.0005 --drop-path 0.3"),
  ]

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
      try withoutWhatTheLossIgnores(SharedTraining.state(one)),
      try withoutWhatTheLossIgnores(SharedTraining.state(many))
    )
    #expect(try distance(mine, theirs, under: "network.") < 1e-5)
    // Momenta are the gradients of many steps; an element at the corner of a rectifier may take another side by rounding.
    #expect(try distance(mine, theirs, under: "optimizer.") < 1e-3)
  }

  @Test(arguments: cases) func anyNumberOfProcessesTrainsTheSame(training: Case) throws {
    let (data, runs) = (try SharedTraining.data(), try TemporaryFolder())
    let one = try BarlowTool.run(SharedTraining.command(data.path, runs.file("1"), training.words))
    #expect(one.status == 0, "\(one.errors)")
    for size in training.sizes {
      let run = runs.file(String(size))
      let results = try Processes(size, SharedTraining.command(data.path, run, training.words)).wait()
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
    let words = SharedTraining.plain + " --on-bad-image skip"
    let one = try BarlowTool.run(SharedTraining.command(data.path, runs.file("1"), words, epochs: 4))
    let results = try Processes(4, SharedTraining.command(data.path, runs.file("4"), words, epochs: 4)).wait()
    #expect(one.status == 0 && results.allSatisfy { $0.status == 0 }, "\(one.errors) \(results[0].errors)")
    try expectSame(runs.file("1"), runs.file("4"))
    for errors in [one.errors, results[0].errors] {
      let names = errors.split(separator: "\n").filter { $0.hasPrefix("skipped: ") }.sorted()
      #expect(names.count == 6 && Set(names).count == 6, "\(errors)")
    }
    let failing = try Processes(
      2, SharedTraining.command(data.path, runs.file("f"), SharedTraining.plain + " --on-bad-image fail")
    ).wait()
    #expect(failing.allSatisfy { $0.status == 65 })
    #expect(failing[0].errorLines.count == 1 && failing[0].errorLines[0].contains(".bmp"), "\(failing[0].errors)")
  }

  @Test func aRunGoesOnWithAnotherNumberOfProcesses() throws {
    let (data, runs) = (try SharedTraining.data(), try TemporaryFolder())
    let words = SharedTraining.plain + " --checkpoint-every 4 --monitor diagnosis --monitor-every 7"
    #expect(try BarlowTool.run(SharedTraining.command(data.path, runs.file("whole"), words, epochs: 6)).status == 0)
    let run = runs.file("run")
    let first = try Processes(2, SharedTraining.command(data.path, run, words, epochs: 6))
    // The log is not there at once.
    while first.calls[0].isRunning, ((try? readMetrics(of: RunFolder(run))) ?? []).count < 6 { usleep(20000) }
    // Asked of one, it holds for all.
    first.calls[1].signal(SIGTERM)
    let stopped = try first.wait()
    #expect(stopped.map(\.status) == [130, 130], "\(stopped[0].errors)")
    let step = try #require(try readMetrics(of: RunFolder(run)).last).step
    #expect(FileManager.default.fileExists(atPath: run + "/checkpoints/step-\(step).safetensors"))
    let second = try Processes(4, SharedTraining.command(data.path, run, words, epochs: 6)).wait()
    #expect(second.allSatisfy { $0.status == 0 }, "\(second[0].errors)")
    #expect(second[0].errors.contains("going on from step \(step)"))
    try expectSame(runs.file("whole"), run, steps: 60)
    let measured = try ["whole", "run"].map { try readMonitor(of: RunFolder(runs.file($0))).map(\.step) }
    #expect(measured[0] == measured[1] && measured[0].first == 7)
    let again = try BarlowTool.run(SharedTraining.command(data.path, run, words, epochs: 6))
    #expect(again.status == 0 && again.output.contains("is finished"))
  }
}
