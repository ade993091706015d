import Files
import Foundation
import Runs
import TensorFiles

/// What a run folder tells about its training without taking part in it.
public enum RunState: Equatable, Sendable {
  /// A process trains here.
  case running
  /// It has reached its end.
  case finished
  /// It was stopped and kept a checkpoint of its last step.
  case interrupted
  /// Its process is gone without keeping its last steps; it goes on from `checkpoint`, from its start without one.
  case gone(checkpoint: Int?)

  /// The state of the run in a folder.
  ///
  /// - Parameters:
  ///   - run: The folder.
  ///   - record: Its record.
  ///   - lastStep: The last step of its log; 0 before the first.
  public init(of run: RunFolder, record: RunRecord, lastStep: Int) {
    guard !FileLock.isHeld(path: run.lockFile) else {
      self = .running
      return
    }
    let checkpoint = Checkpoint.steps(in: run).last
    guard let step = checkpoint, step >= lastStep else {
      self = .gone(checkpoint: checkpoint)
      return
    }
    self = Self.isOver(run, record, step: step) ? .finished : .interrupted
  }

  private static func isOver(_ run: RunFolder, _ record: RunRecord, step: Int) -> Bool {
    guard let images = record.images,
      let text = try? Safetensors.metadata(contentsOf: run.checkpointFile(step: step))["position"],
      let position = try? JSONDecoder().decode(TrainingPosition.self, from: Data(text.utf8))
    else { return false }
    return TrainingClock(record, images: images).isOver(at: position)
  }
}

extension TrainingClock {
  /// The clock of a run on some images.
  package init(_ record: RunRecord, images: Int) {
    self.init(
      length: record.length, stepsPerEpoch: max(images / record.batchSize, 1), warmupEpochs: record.warmupEpochs)
  }
}
