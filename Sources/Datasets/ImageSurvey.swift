import Images

/// What some images of a data set have in common that their users should know: more pictures in a file than the one that is
/// used, values that fill only a part of their range, sizes beyond the limits.
public struct ImageSurvey: Sendable, Equatable {
  /// The number of images of the data set.
  public let images: Int
  /// How many of them were looked at; those that have no files or cannot be read are not among them.
  public private(set) var lookedAt = 0
  /// How many hold more pictures than the one that is used, and the name of the first.
  public private(set) var several = Occurrences()
  /// How many are decoded at a fraction of their size, and the name of the first.
  public private(set) var reduced = Occurrences()
  /// How many store values of more than 8 bits, and the name of the first.
  public private(set) var deep = Occurrences()
  /// The bits of these values, at most.
  public private(set) var bits = 8
  /// The smallest and the largest of these values.
  public private(set) var values: ClosedRange<Int>?

  /// How often something occurs, and where first.
  public struct Occurrences: Sendable, Equatable, Encodable {
    /// How many images there are.
    public private(set) var count = 0
    /// The name of the first; empty if there is none.
    public private(set) var first = ""

    mutating func add(_ name: String) {
      if count == 0 { first = name }
      count += 1
    }
  }

  /// How many images a survey looks at unless told otherwise.
  public static let usualCount = 32

  /// Looks at images that are spread evenly over a data set.
  ///
  /// - Parameters:
  ///   - dataset: The data set.
  ///   - most: How many images are looked at, at most.
  ///   - checkInterruption: Called before each; what it throws ends the survey.
  /// - Throws: `DatasetError` when memory or file handles run out. An image that cannot be read says nothing here: whoever
  ///   loads it is told.
  public init(
    of dataset: any ImageDataset, most: Int = usualCount, checkInterruption: () throws -> Void = {}
  ) throws {
    self.init(count: dataset.count)
    let samples = min(most, dataset.count)
    for sample in 0..<samples {
      try checkInterruption()
      try look(at: sample * dataset.count / samples, of: dataset)
    }
  }

  /// A survey of a data set of `count` images, none of which has been looked at.
  public init(count: Int) { images = count }

  /// Looks at an image.
  ///
  /// - Throws: `DatasetError` when memory or file handles run out. An image that cannot be read says nothing here.
  public mutating func look(at index: Int, of dataset: any ImageDataset) throws(DatasetError) {
    do {
      guard let bytes = try dataset.fileBytes(at: index) else { return }
      add(try ImageDecoder().facts(of: bytes), name: dataset.name(at: index))
    } catch {
      let error = DatasetError.rendering(error, of: dataset.name(at: index))
      if error.isExhaustion { throw error }
    }
  }

  /// Adds what is known of an image.
  mutating func add(_ facts: ImageFacts, name: String) {
    lookedAt += 1
    if facts.hasMorePictures { several.add(name) }
    if facts.shrink > 1 { reduced.add(name) }
    guard facts.bits > 8 else { return }
    deep.add(name)
    bits = max(bits, facts.bits)
    guard let found = facts.values else { return }
    let lowest = min(values?.lowerBound ?? found.lowerBound, found.lowerBound)
    values = lowest...max(values?.upperBound ?? found.upperBound, found.upperBound)
  }

  /// The range from the smallest to the largest value; nil when there are no images of more than 8 bits, or one value only.
  public var valueRange: ValueRange? { values.flatMap { ValueRange(low: $0.lowerBound, high: $0.upperBound) } }

  /// What a user should know, a line each.
  ///
  /// - Parameter valueRange: How values of more than 8 bits are mapped.
  /// - Returns: A line for each; none where everything is as usual.
  public func notes(for valueRange: ValueRange) -> [String] {
    let share = lookedAt < images ? "\(lookedAt) of \(images) images looked at: " : ""
    var notes: [String] = []
    if several.count > 0 {
      notes.append(
        "\(share)\(several.count) \(several.count == 1 ? "holds" : "hold") several pages or frames, of which the first is used (\(several.first))"
      )
    }
    if reduced.count > 0 {
      notes.append(
        "\(share)\(reduced.count) \(reduced.count == 1 ? "exceeds" : "exceed") the limit of pixels and \(reduced.count == 1 ? "is" : "are") decoded at a fraction of the size (\(reduced.first))"
      )
    }
    if valueRange == .full, let values, let measured = self.valueRange {
      let levels = (values.upperBound >> (bits - 8)) - (values.lowerBound >> (bits - 8)) + 1
      if levels <= Self.fewLevels {
        notes.append(
          "\(share)values of \(bits) bits run from \(values.lowerBound) to \(values.upperBound), which leaves \(levels) of 256 levels; pretrain --value-range \(measured) spreads them"
        )
      }
    }
    return notes
  }

  /// From how many of 256 levels on an image needs no remark.
  private static let fewLevels = 64
}
