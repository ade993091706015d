/// The columns or rows of a shrunk JPEG image that stand for a range of the whole image.
struct JPEGRange {
  let first: Int
  let count: Int

  /// Covers [`start`, `start + length`) of the whole image; the shrunk one has `count` columns or rows.
  ///
  /// Two more on each side, where there are any: the decoder interpolates colour between neighbours, and at the edge of
  /// what it decodes it has none, so that the outermost values differ from those of the whole image.
  init(_ start: Int, _ length: Int, shrink: Int, count: Int) {
    let margin = 2
    first = max(start / shrink - margin, 0)
    let end = min((start + length + shrink - 1) / shrink + margin, count)
    self.count = end - first
  }
}
