import BarlowTwins
import Foundation
import Runs

extension EventFileWriter {
  /// Adds what is recorded of a step: the loss and its terms, rates and speed.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  package func add(_ metrics: StepMetrics) throws {
    let scalars: [(String, Double)] = [
      ("loss/loss", metrics.loss), ("loss/invariance", metrics.invariance), ("loss/redundancy", metrics.redundancy),
      ("correlation/mean diagonal", metrics.meanDiagonal), ("learning rate/weights", metrics.learningRate),
      ("learning rate/biases", metrics.biasLearningRate), ("speed/images per second", metrics.imagesPerSecond),
      ("speed/data wait seconds", metrics.dataWaitSeconds),
    ]
    for (tag, value) in scalars { try addScalar(tag, value, step: metrics.step) }
  }

  /// Adds what was seen of the network: C as a picture, the spectrum as a histogram of logarithms, ranks and accuracy.
  ///
  /// - Throws: `FileError` if the file cannot be written, `ImageError` when memory is short.
  package func add(_ record: MonitorRecord) throws {
    if let accuracy = record.knn?.accuracy { try addScalar("accuracy/online kNN", accuracy, step: record.step) }
    guard let summary = record.diagnosis else { return }
    let scalars: [(String, Double?)] = [
      ("rank/effective dimension", summary.effectiveDimension), ("rank/RankMe", summary.rankMe),
      ("rank/LiDAR", summary.lidar), ("rank/alpha-ReQ", summary.alphaReQ),
      ("rank/dead dimensions", Double(summary.deadDimensions)),
      ("correlation/rms off-diagonal", summary.rmsOffDiagonal), ("sphere/alignment", summary.alignment),
      ("sphere/uniformity", summary.uniformity),
    ]
    for (tag, value) in scalars { if let value { try addScalar(tag, value, step: record.step) } }
    let logarithms = summary.spectrum.filter { $0 > 0 }.map { log10($0) }
    try addHistogram("spectrum/log10 eigenvalue", logarithms, step: record.step)
    if let correlation = summary.drawableCorrelation {
      let cellSize = 4
      let map = HeatMap.correlation(correlation)
      try addPicture(
        "correlation/C", png: map.png(cellSize: cellSize), width: map.columns * cellSize, height: map.rows * cellSize,
        step: record.step)
    }
  }
}
