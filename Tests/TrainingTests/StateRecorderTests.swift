import BarlowTwins
import Encoders
import Files
import Foundation
import NN
import Runs
import TensorFiles
import Testing
import TestSupport
import Torch

@testable import Training

/// Checkpoint, backbone and projector belong together and name their step, whenever a kill comes.
@Suite struct StateRecorderTests {
  /// Ends the writing as a kill would.
  private struct Kill: Error {}

  private let folder: TemporaryFolder
  private let run: RunFolder

  init() throws {
    folder = try TemporaryFolder()
    run = RunFolder(folder.path)
  }

  /// A small network whose numbers are another's for every step.
  private func state(_ step: Int, sharing: TwinNetworks.Sharing = .shared) throws -> TrainingState {
    let network = try TwinNetworks(
      ResNetConfiguration(variant: .resnet10, width: 4, stem: .cifar), projector: [8, 8], sharing: sharing,
      from: ParameterSource(seed: UInt64(step)))
    let state = TrainingState(
      network: network,
      optimizer: OptimizerName.sgd.make(ParameterGroup.split(network.namedParameters()), weightDecay: 0))
    state.position.step = step
    return state
  }

  /// Keeps a state; with `writes`, a kill comes after so many files.
  private func keep(_ state: TrainingState, killedAfter writes: Int? = nil) throws {
    var recorder = StateRecorder(run)
    try recorder.restore(self.state(0, sharing: state.sharing))
    var written = 0
    recorder.wasWritten = { _ in
      written += 1
      if written == writes { throw Kill() }
    }
    do {
      try recorder.keep(state, peakRate: 0.1)
    } catch is Kill {}
  }

  /// Expects both parts, the step that is named for them, and the encoder's to be those of one state.
  private func expectWeights(of state: TrainingState, _ comment: Comment? = nil) throws {
    let weights = try TrainedWeights(of: run)
    #expect(weights.step == state.position.step, comment)
    for (found, wanted) in [
      (weights.backbone, state.network.networkA.backbone.stateDictionary()),
      (weights.projector, state.network.networkA.projector.stateDictionary()),
    ] {
      #expect(Set(found.keys) == Set(wanted.keys), comment)
      for (name, tensor) in wanted { #expect(try tensor.doubles() == found[name]?.doubles(), comment) }
    }
  }

  @Test(arguments: TwinNetworks.Sharing.allCases, 1...3)
  func aKillBetweenTwoWritesMixesNothing(sharing: TwinNetworks.Sharing, writes: Int) throws {
    let (old, new) = (try state(5, sharing: sharing), try state(10, sharing: sharing))
    try keep(old)
    try expectWeights(of: old)
    try keep(new, killedAfter: writes)
    // Until the backbone is new, all is as before; from then on the projector is new too, wherever it comes from.
    try expectWeights(of: writes == 1 ? old : new, "\(writes) writes")
    let backbone = try Safetensors.metadata(contentsOf: run.backboneFile)["step"]
    let projector = try Safetensors.metadata(contentsOf: run.projectorFile)["step"]
    #expect(backbone == (writes == 1 ? "5" : "10") && projector == (writes == 3 ? "10" : "5"))

    // The training that goes on completes what the kill has cut short.
    let resumed = try state(0, sharing: sharing)
    var recorder = StateRecorder(run)
    try recorder.restore(resumed)
    #expect(recorder.lastStep == 10 && resumed.position.step == 10)
    try recorder.completeWeights(of: resumed)
    try expectWeights(of: new)
    #expect(TrainedWeights.areOfStep(10, in: run))
  }

  @Test(arguments: 1...3) func aKillAtTheFirstCheckpointLeavesNothingOrAPair(writes: Int) throws {
    let first = try state(5)
    try keep(first, killedAfter: writes)
    if writes == 1 {
      let error = try #require(throws: FileError.self) { try TrainedWeights(of: run) }
      #expect(error.kind == .missing)
    } else {
      try expectWeights(of: first)
    }
    let resumed = try state(0)
    var recorder = StateRecorder(run)
    try recorder.restore(resumed)
    try recorder.completeWeights(of: resumed)
    try expectWeights(of: first)
    #expect(TrainedWeights.areOfStep(5, in: run))
  }

  @Test func filesAreWrittenInTheOrderThatReadingReliesOn() throws {
    var recorder = StateRecorder(run)
    var order: [String] = []
    recorder.wasWritten = { order.append($0) }
    try recorder.keep(state(7), peakRate: 0.1)
    #expect(order == [run.checkpointFile(step: 7), run.backboneFile, run.projectorFile])
    try recorder.keep(state(7), peakRate: 0.1)
    #expect(order.count == 3)
    for step in [9, 11, 13] { try recorder.keep(state(step), peakRate: 0.1) }
    #expect(Checkpoint.steps(in: run) == [11, 13])
  }

  @Test func partsOfTwoStepsWithoutACheckpointAreRefused() throws {
    try keep(state(5))
    try keep(state(10), killedAfter: 2)
    try FileManager.default.removeItem(atPath: run.checkpointFile(step: 10))
    let error = try #require(throws: FileError.self) { try TrainedWeights(of: run) }
    #expect(error.kind == .damaged && error.description.contains("step 10"))
    // Whoever goes on from step 5 has the weights of step 5 again.
    let resumed = try state(0)
    var recorder = StateRecorder(run)
    try recorder.restore(resumed)
    try recorder.completeWeights(of: resumed)
    try expectWeights(of: state(5))
  }

  @Test func weightsOfATrainingThatIsGoneAreRemoved() throws {
    try keep(state(5))
    try FileManager.default.removeItem(atPath: run.checkpointFolder)
    var recorder = StateRecorder(run)
    let fresh = try state(0)
    try recorder.restore(fresh)
    try recorder.completeWeights(of: fresh)
    #expect(try FileManager.default.contentsOfDirectory(atPath: run.weightsFolder).isEmpty)
    // So what is written next cannot meet a projector of the same step from before.
    try keep(state(5), killedAfter: 2)
    try expectWeights(of: state(5))
  }

  @Test func weightsThatCannotBeReadAreWrittenAgain() throws {
    try keep(state(5))
    let whole = try Data(contentsOf: URL(filePath: run.projectorFile))
    for damaged in [whole.dropLast(9), whole.prefix(20), Data()] {
      try damaged.write(to: URL(filePath: run.projectorFile))
      let resumed = try state(0)
      var recorder = StateRecorder(run)
      try recorder.restore(resumed)
      try recorder.completeWeights(of: resumed)
      #expect(try Data(contentsOf: URL(filePath: run.projectorFile)) == whole)
    }
  }

  @Test func weightsThatNameNoStepAreTakenAsTheyAre() throws {
    try keep(state(5))
    let other = try state(6).network.networkA.backbone.stateDictionary()
    try Safetensors(tensors: other).write(to: run.backboneFile)
    let weights = try TrainedWeights(of: run)
    #expect(weights.step == nil)
    for (name, tensor) in other { #expect(try tensor.doubles() == weights.backbone[name]?.doubles()) }
  }

  @Test func aStateThatIsNotFiniteReplacesNothing() throws {
    let good = try state(5)
    try keep(good)
    let bad = try state(10)
    let parameter = try #require(bad.network.namedParameters().last)
    try withoutGradients { try parameter.tensor.copy(from: Tensor.full(parameter.tensor.shape, .infinity)) }
    let error = try #require(throws: TrainingError.self) { try keep(bad) }
    #expect(error.description.contains("\(parameter.name) holds a value that is not finite at step 10"))
    #expect(error.description.contains("the checkpoint of step 5 is kept") && error.description.contains("0.1"))
    #expect(Checkpoint.steps(in: run) == [5])
    try expectWeights(of: good)
  }
}

extension TrainingState {
  fileprivate var sharing: TwinNetworks.Sharing {
    network.children.contains { $0.name == "b" } ? .separate : .shared
  }
}
