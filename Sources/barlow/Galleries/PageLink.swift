import Files
import Foundation

/// Where files lie, seen from a page.
struct PageLink {
  /// The folder of the page, without links.
  private let folder: [Substring]

  /// Links from a page that will be at `page`.
  ///
  /// - Throws: `FileError` if its folder is not there.
  init(from page: String) throws {
    let name = (page as NSString).deletingLastPathComponent
    guard let real = resolvedPath(name.isEmpty ? "." : name) else {
      throw FileError(.missing, "there is no folder \(name); make it first")
    }
    folder = real.split(separator: "/")
  }

  /// The way from the page's folder to a file, down and up; nil if there is no such file.
  ///
  /// Names with controls, or that are no text, are told with escapes, which may be the name of another file: these get none.
  func link(to path: String) -> String? {
    guard !path.contains("\\"), FileManager.default.fileExists(atPath: path) else { return nil }
    let parent = (path as NSString).deletingLastPathComponent
    guard let real = resolvedPath(parent.isEmpty ? "." : parent) else { return nil }
    let target = real.split(separator: "/") + [Substring((path as NSString).lastPathComponent)]
    let shared = zip(folder, target).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: folder.count - shared) + target.dropFirst(shared)).joined(separator: "/")
  }
}
