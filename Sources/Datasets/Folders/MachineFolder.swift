/// Folders and files that machines make for themselves beside what people put there: they hold no images of a data set.
enum MachineFolder {
  private static let names: Set = [
    "__macosx", "@eadir", "$recycle.bin", "system volume information", "lost+found", "#recycle", "@recycle",
    "#snapshot",
    "@recently-snapshot", "recycler", "__pycache__", "thumbs.db", "desktop.ini", "ehthumbs.db", "ehthumbs_vista.db",
  ]

  /// Whether a name is one of them, in upper or lower case.
  static func isOne(_ name: some Collection<UInt8>) -> Bool {
    names.contains(String(decoding: name, as: UTF8.self).lowercased())
  }
}
