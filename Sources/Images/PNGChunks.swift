/// The chunks of a PNG file, as far as they lie in it.
struct PNGChunks: Sequence, IteratorProtocol {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 8

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func next() -> (name: String, data: UnsafeRawBufferPointer)? {
    guard offset + 12 <= bytes.count else { return nil }
    let length = bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
    let data = offset + 8
    guard length <= bytes.count - data - 4 else { return nil }
    let name = String(decoding: bytes[(offset + 4)..<data], as: UTF8.self)
    offset = data + length + 4
    return (name, UnsafeRawBufferPointer(rebasing: bytes[data..<(data + length)]))
  }
}
