import Augmentation
import Images

/// Renders images of a data set and judges those that cannot be rendered, for both loaders.
struct ImageReader: Sendable {
  /// The data set.
  let dataset: any ImageDataset
  /// What to do about bad images.
  let onBadImage: OnBadImage
  /// The bad images so far.
  let ledger: BadImageLedger

  /// Passes image `index` to `render`; that it is bad is noted in `assembly` at `position`.
  func read(
    _ index: Int, at position: Int, of assembly: BatchAssembly, render: (ImageSource) throws -> Void
  ) {
    guard !ledger.contains(index) else {
      assembly.fail(position, .unreadable(dataset.name(at: index), "it was skipped before"))
      return
    }
    if let error = attempt(index, render: render) { assembly.fail(position, error) }
  }

  /// Passes image `index` to `render`; returns what was wrong with it, having reported it.
  func attempt(_ index: Int, render: (ImageSource) throws -> Void) -> DatasetError? {
    attempt(index) { try render(try dataset.source(at: index)) }
  }

  /// Does something with image `index`; returns what was wrong with it, having reported it.
  func attempt(_ index: Int, _ body: () throws -> Void) -> DatasetError? {
    let failure: DatasetError
    do {
      try body()
      return nil
    } catch {
      failure = .rendering(error, of: dataset.name(at: index))
    }
    if !failure.isExhaustion, onBadImage == .skip {
      ledger.add(BadImage(index: index, name: dataset.name(at: index), description: failure.description))
    }
    return failure
  }

  /// The error that makes the whole batch fail, if any of `failures` does: the one at the lowest position.
  func fatal(_ failures: [Int: DatasetError]) -> DatasetError? {
    let failures = failures.filter { onBadImage == .fail || $0.value.isExhaustion }
    guard let first = failures.min(by: { $0.key < $1.key })?.value else { return nil }
    guard first.kind == .badData else { return first }
    // Only here: an image that is skipped is reported too, and to skip is no remedy for that.
    return DatasetError(
      .badData, first.description, isExhaustion: false, isSkippable: true, imageFault: first.imageFault)
  }

  /// The error when there is nothing left.
  var allBad: DatasetError { .noneReadable(of: dataset) }
}
