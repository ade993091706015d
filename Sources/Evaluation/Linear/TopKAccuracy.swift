import Torch

/// How often the right class is the first, and among the first five, by score.
struct TopKAccuracy: Equatable {
  private(set) var samples = 0
  private var first = 0
  private var firstFive = 0

  /// The share of samples whose class has the highest score.
  var top1: Double { samples == 0 ? 0 : Double(first) / Double(samples) }
  /// The share of samples whose class has one of the five highest scores; with up to five classes, any known class has.
  var top5: Double { samples == 0 ? 0 : Double(firstFive) / Double(samples) }

  /// Counts samples with scores `[M, classes]`; a class of nil is one that cannot be told and is never right.
  ///
  /// Among equal scores the lower class comes first.
  mutating func add(_ scores: Tensor, classes: [Int?]) throws {
    let classCount = scores.size(1)
    let values = try scores.floats()
    for (sample, target) in classes.enumerated() {
      samples += 1
      guard let target else { continue }
      let row = values[(sample * classCount)..<((sample + 1) * classCount)]
      let own = row[row.startIndex + target]
      var rank = 0
      for (index, value) in row.enumerated() where value > own || (value == own && index < target) { rank += 1 }
      if rank == 0 { first += 1 }
      if rank < 5 { firstFive += 1 }
    }
  }
}
