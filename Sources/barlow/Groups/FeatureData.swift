import Clustering
import Datasets
import Encoders
import Evaluation
import Foundation
import Formatting
import Torch

/// The images that a command groups or selects, with their features of unit length.
struct FeatureData {
  /// The features; a row for each image that can be read.
  let table: FeatureTable
  /// The position of each row's image in the data set.
  let indices: [Int]
  /// The images.
  let dataset: any ImageDataset
  /// What each data set was understood to be.
  let summaries: [DataSummary]
  /// What is to be known of the images, a line each.
  let notes: [String]

  /// Computes the features of what the command line names, or takes them from the cache.
  ///
  /// `check` looks at the images before. The features go by way of a temporary folder, which is gone afterwards, unless they are in the
  /// cache. `each` is given rows after rows as they were, before they have unit length.
  init(
    _ data: ImageCollection, _ options: ModelOptions, _ arguments: Arguments,
    each: (_ features: Tensor) throws -> Void = { _ in },
    check: (_ images: any ImageDataset) throws -> Void = { _ in }
  ) throws {
    let (whole, summaries) = try data.open(
      split: arguments.choice(EmbedCommand.split, DatasetSplit.self) ?? .train,
      testPart: arguments.value(DataOptions.testPart), labels: DataOptions.table(arguments),
      requiresFiles: options.features.options.onBadImage == .fail
    ) { Terminal.error($0.text) }
    let dataset: any ImageDataset =
      try options.maxImages.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    try check(dataset)
    Interruption.listen()
    notes = try options.tellNotes(of: dataset)
    let path = "\(NSTemporaryDirectory())/barlow-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: path + ".partial") }
    let hooks = EvaluationHooks.terminal
    (table, indices) = try options.features.withRows(
      of: dataset, options.kind, beside: path, report: { hooks.report("data", $0) },
      progress: { try hooks.progress("data", $0) }
    ) { rows, indices, _ in
      let table = try FeatureTable(count: rows.count, dimension: rows.dimension, name: { rows.name(at: $0) }) {
        append in
        try rows.forEachPiece { values in
          try Interruption.check()
          try each(values)
          let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.elementCount)
          defer { buffer.deallocate() }
          try values.to(.float32).copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
          try append(UnsafeBufferPointer(buffer))
        }
      }
      return (table, indices)
    }
    self.dataset = dataset
    self.summaries = summaries
  }

  /// The number of images.
  var count: Int { indices.count }

  /// The name of a row's image.
  func name(_ row: Int) -> String { dataset.name(at: indices[row]) }

  /// The class of each row; nil for an image without one.
  var labels: [Int?] { indices.map { dataset.label(at: $0) } }

  /// The name of a class, or its number where classes have no names.
  func className(_ label: Int) -> String {
    dataset.classNames.indices.contains(label) ? dataset.classNames[label] : "\(label)"
  }

  /// The path by which other programs find a row's image; its name where it has no file of its own.
  func path(_ row: Int) throws -> String {
    let name = name(row)
    let last = name.split(separator: "/").last.map(String.init) ?? name
    guard let file = try dataset.sourceFiles(of: [indices[row]])?.first, file.path.hasSuffix(last) else { return name }
    return file.path
  }

  /// The progress of work on the features, on standard error.
  static func progress(_ task: String) -> (WorkProgress) throws -> Void {
    let status = StatusLine(task)
    return { progress in
      try Interruption.check()
      status.show(progress)
    }
  }
}
