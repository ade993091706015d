/// The boxes of a file of the ISO base media format (ISO/IEC 14496-12), as far as they lie in it: what is in each, by its name.
struct MediaBoxes: Sequence, IteratorProtocol {
  private var bytes: BigEndianBytes

  init(_ bytes: BigEndianBytes) { self.bytes = bytes }

  mutating func next() -> (name: String, content: BigEndianBytes)? {
    let available = bytes.count
    guard let short = bytes.integer(4), let name = bytes.take(4)?.text else { return nil }
    var (length, header) = (short, 8)
    if short == 1 {
      guard let long = bytes.integer(8) else { return nil }
      (length, header) = (long, 16)
    } else if short == 0 {
      // To the end of the file.
      length = available
    }
    guard length >= header, let content = bytes.take(length - header) else { return nil }
    return (name, content)
  }
}
