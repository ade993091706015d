import Datasets

/// The labelled data of an evaluation: what is learned from, what is measured on, and how they were chosen.
public struct EvaluationParts {
  /// The data as the user named it.
  public let data: DatasetDescription
  /// What the data was understood to be; nil for images that came from elsewhere.
  public let summary: DataSummary?
  /// How many images were left out because they have no class; where none has one, all are kept and nothing can be measured.
  public let unlabelled: UnlabelledImages
  /// The images that a classifier learns from.
  public let training: any ImageDataset
  /// The images that it is measured on.
  public let test: any ImageDataset
  /// Whether both parts are the same images, each of which is measured by all others.
  public let isLeaveOneOut: Bool
  /// Images are read two or three times; more of them than this are decoded anew, which costs less than their memory.
  private static let memoryLimitBytes = 64 << 20

  /// The most training images that baselines learn from: raw pixels of more take gigabytes.
  private static let mostBaselineImages = 50_000

  /// The share that is held out, for data without a test part.
  public let heldOut: Double?
  /// The largest number of images of each part; nil for all.
  public let maxImages: Int?

  /// The share of data without a test part that is held out unless told otherwise.
  public static let defaultHeldOut = 0.1

  /// The training images that baselines learn from.
  var baselineTraining: any ImageDataset {
    get throws {
      training.count > Self.mostBaselineImages
        ? try Subset.sample(training, count: Self.mostBaselineImages, seed: 0) : training
    }
  }

  /// The images that passes are made over, for processes that share them.
  package var passes: [any ImageDataset] {
    get throws {
      let parts = [training] + (isLeaveOneOut ? [] : [test])
      return training.count > Self.mostBaselineImages ? parts + [try baselineTraining] : parts
    }
  }

  /// Opens both parts.
  ///
  /// - Parameters:
  ///   - data: The data.
  ///   - heldOut: The share of each class that becomes the test part of data without one; nil for ``defaultHeldOut``.
  ///   - leaveOneOut: Whether data without a test part is taken as a whole, for a vote of neighbours in which each image is asked
  ///     about all others.
  ///   - maxImages: Cuts both parts down to a random choice of this many images.
  /// - Throws: ``EvaluationError`` if data with a test part shall have some of it held out; what opening throws.
  public init(_ data: DatasetDescription, heldOut: Double? = nil, leaveOneOut: Bool = false, maxImages: Int? = nil)
    throws
  {
    try self.init(OpenedData(data), heldOut: heldOut, leaveOneOut: leaveOneOut, maxImages: maxImages)
  }

  /// Opens both parts of data that was looked at.
  ///
  /// - Parameters:
  ///   - opened: The data.
  ///   - heldOut: As in ``init(_:heldOut:leaveOneOut:maxImages:)-(DatasetDescription,_,_,_)``.
  ///   - leaveOneOut: As there.
  ///   - maxImages: As there.
  /// - Throws: As there.
  public init(_ opened: OpenedData, heldOut: Double? = nil, leaveOneOut: Bool = false, maxImages: Int? = nil) throws {
    let data = opened.description
    let hasTestPart = opened.hasTestPart
    guard heldOut == nil || !hasTestPart else {
      throw EvaluationError(.usage, "\(data) has a test part; hold out nothing of it")
    }
    guard !leaveOneOut || (!hasTestPart && heldOut == nil) else {
      throw EvaluationError(
        .usage,
        hasTestPart
          ? "\(data) has a test part; leave none of the others out"
          : "either each image is left out or a share is; choose one")
    }
    let share = heldOut ?? Self.defaultHeldOut
    func open(_ split: DatasetSplit) throws -> (images: any ImageDataset, unlabelled: Int) {
      let whole = try opened.open(
        split: split, heldOut: leaveOneOut ? nil : HeldOut(fraction: share, seed: 0),
        memoryLimitBytes: Self.memoryLimitBytes)
      let labelled = Subset.labelled(whole)
      return (
        try maxImages.map { try Subset.sample(labelled, count: $0, seed: 0) } ?? labelled, whole.count - labelled.count
      )
    }
    let first = try open(.train)
    let second = leaveOneOut ? (images: first.images, unlabelled: 0) : try open(.test)
    self.data = data
    self.maxImages = maxImages
    (training, test) = (first.images, second.images)
    unlabelled = UnlabelledImages(training: first.unlabelled, test: second.unlabelled)
    summary = opened.summary.leavingOut(unlabelled)
    isLeaveOneOut = leaveOneOut
    self.heldOut = hasTestPart || leaveOneOut ? nil : share
  }

  /// Images each of which is measured by all others; those without a class are left out.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - data: What they are called in records.
  public init(leavingOneOut images: any ImageDataset, of data: DatasetDescription) {
    let labelled = Subset.labelled(images)
    self.data = data
    summary = nil
    unlabelled = UnlabelledImages(training: images.count - labelled.count, test: 0)
    (training, test) = (labelled, labelled)
    isLeaveOneOut = true
    (heldOut, maxImages) = (nil, nil)
  }
}
