/// A regular file inside a tar archive.
struct TarMember: Equatable {
  /// The bytes of its path, as the archive has them.
  let name: [UInt8]
  /// Where its bytes begin in the archive.
  let offset: Int
  /// The number of its bytes.
  let size: Int

  /// The name for messages: on one line and without what a terminal would obey.
  var text: String { Self.text(name) }

  /// `name` for messages: on one line and without what a terminal would obey.
  static func text(_ name: some Collection<UInt8>) -> String { NameText.text(name) }
}
