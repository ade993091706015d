import Files
import Foundation
import TestSupport
import Testing

@Suite struct SHA256Tests {
  @Test func agreesWithHashlib() throws {
    // Every length around the borders of blocks, and some larger ones.
    let lengths = Array(0...130) + [1000, 4096, 10_007]
    let bytes = (0..<(lengths.max() ?? 0)).map { UInt8(truncatingIfNeeded: $0 * 151 + $0 / 256) }
    let reference = try PythonReference.run(
      "sha256.py",
      [
        "bytes": ReferenceArray(shape: [bytes.count], values: bytes.map(Double.init)),
        "lengths": ReferenceArray(shape: [lengths.count], values: lengths.map(Double.init)),
      ])
    let digests = lengths.flatMap { length in
      var hash = SHA256()
      bytes[..<length].withUnsafeBytes { hash.update($0) }
      return hash.digest.map(Double.init)
    }
    #expect(reference["digests"]?.values == digests)
  }

  @Test func piecesAreOneStream() {
    let bytes = (0..<777).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var whole = SHA256()
    bytes.withUnsafeBytes { whole.update($0) }
    for step in [1, 3, 63, 64, 65, 200] {
      var pieces = SHA256()
      for start in stride(from: 0, to: bytes.count, by: step) {
        bytes[start..<min(start + step, bytes.count)].withUnsafeBytes { pieces.update($0) }
      }
      #expect(pieces.digest == whole.digest, "pieces of \(step)")
    }
  }

  @Test func aCopyGoesOnByItself() {
    var one = SHA256()
    one.update("ab")
    var other = one
    let both = one.digest
    other.update("c")
    #expect(one.digest == both && other.digest != both)
    one.update("c")
    #expect(one.digest == other.digest)
  }

  @Test func textIsHexadecimal() {
    var hash = SHA256()
    hash.update("abc")
    // The example of FIPS 180-4.
    #expect(hash.hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(hash.hexadecimal == hash.hexadecimal)
  }

  @Test func fieldsDoNotRunTogether() {
    func digest(_ fields: String...) -> String {
      var hash = SHA256()
      for field in fields { hash.update(field: field) }
      return hash.hexadecimal
    }
    #expect(digest("ab", "c") != digest("a", "bc"))
    #expect(digest("") != digest())
  }
}
