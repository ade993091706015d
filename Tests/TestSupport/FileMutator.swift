/// Changes files at random, reproducibly, the way that finds faults in parsers.
public struct FileMutator {
  private var state: UInt64

  /// A sequence of changes that the seed determines.
  public init(seed: UInt64) { state = seed &* 2 &+ 1 }

  /// A number in 0..<`bound`.
  public mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(bound, 1)
  }

  /// Numbers at which parsers go wrong.
  private static let odd: [UInt32] = [
    0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
  ]

  /// A file with one to six faults: changed bytes and bits, odd numbers, parts that are cut, repeated, moved or taken from
  /// `other`.
  public mutating func mutate(_ file: [UInt8], other: [UInt8]) -> [UInt8] {
    var bytes = file
    for _ in 0..<(1 + next(1 + next(6))) {
      guard !bytes.isEmpty else { return bytes }
      // Headers are short and matter most.
      let place = next(2) == 0 ? next(min(bytes.count, 64)) : next(bytes.count)
      switch next(8) {
      case 0: bytes[place] = UInt8(next(256))
      case 1: bytes[place] ^= 1 << UInt8(next(8))
      case 2: put(Self.odd[next(Self.odd.count)], bytes: 1 << next(3), at: place, in: &bytes, isBig: next(2) == 0)
      case 3: bytes.removeSubrange(place..<min(place + 1 + next(16), bytes.count))
      case 4: bytes.insert(contentsOf: bytes[place..<min(place + 1 + next(64), bytes.count)], at: place)
      case 5 where !other.isEmpty:
        let start = next(other.count)
        bytes.insert(contentsOf: other[start..<min(start + 1 + next(64), other.count)], at: place)
      case 6 where next(3) == 0: bytes.removeSubrange(next(bytes.count)...)
      default:
        for i in place..<min(place + 1 + next(8), bytes.count) { bytes[i] = UInt8(next(256)) }
      }
    }
    return bytes
  }

  private func put(_ number: UInt32, bytes count: Int, at place: Int, in bytes: inout [UInt8], isBig: Bool) {
    for i in 0..<count where place + i < bytes.count {
      bytes[place + i] = UInt8(truncatingIfNeeded: number >> UInt32(8 * (isBig ? count - 1 - i : i)))
    }
  }
}
