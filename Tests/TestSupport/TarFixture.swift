/// Tar archives made byte by byte, also such as no program writes.
public enum TarFixture {
  /// One block in the POSIX format, with a correct checksum; `size` goes over the field as it is, `target` is what a link leads to.
  public static func header(_ name: [UInt8], size: [UInt8], type: Character = "0", target: [UInt8] = []) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ bytes: some Collection<UInt8>, at position: Int) {
      block.replaceSubrange(position..<(position + bytes.count), with: bytes)
    }
    put(name.prefix(100), at: 0)
    put("0000644\0".utf8, at: 100)
    put(size.prefix(12), at: 124)
    put("        ".utf8, at: 148)
    put([type.asciiValue ?? 0], at: 156)
    put(target.prefix(100), at: 157)
    put("ustar\u{0}00".utf8, at: 257)
    put((octal(block.reduce(0) { $0 + Int($1) }, digits: 6) + "\0 ").utf8, at: 148)
    return block
  }

  /// A member with its header and padding.
  public static func member(_ name: String, _ content: [UInt8], type: Character = "0") -> [UInt8] {
    let padding = (512 - content.count % 512) % 512
    return header(Array(name.utf8), size: Array(octal(content.count, digits: 11).utf8), type: type) + content
      + [UInt8](repeating: 0, count: padding)
  }

  /// A whole archive of regular files.
  public static func archive(_ members: [(name: String, content: [UInt8])]) -> [UInt8] {
    members.flatMap { member($0.name, $0.content) } + end
  }

  /// What ends an archive.
  public static let end = [UInt8](repeating: 0, count: 1024)

  /// A number as headers have it.
  public static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
