import Datasets

/// The labelled data of an evaluation: what is learned from, what is measured on, and how they were chosen.
struct EvaluationParts {
  let data: DatasetDescription
  let training: any ImageDataset
  let test: any ImageDataset
  /// The share that is held out, for data without a test part.
  let heldOut: Double?

  /// The share of data without a test part that is held out unless told otherwise.
  private static let defaultHeldOut = 0.1

  /// Opens both parts, cut down to `--max-images`.
  init(_ data: DatasetDescription, arguments: Arguments, maxImages: Int?) throws {
    let fraction = try arguments.number(ModelOptions.heldOut, above: 0)
    let hasTestPart = try data.hasTestPart()
    guard fraction == nil || !hasTestPart else {
      throw UsageError("\(data) has a test part; leave out \(ModelOptions.heldOut.flag)")
    }
    let share = fraction ?? Self.defaultHeldOut
    func open(_ split: DatasetSplit) throws -> any ImageDataset {
      let whole = try data.open(split: split, heldOut: HeldOut(fraction: share, seed: 0))
      return try maxImages.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    }
    self.data = data
    training = try open(.train)
    test = try open(.test)
    heldOut = hasTestPart ? nil : share
  }
}
