import Foundation
import TestSupport

/// The modules of this package that can be imported.
enum PackageModules {
  /// Those of the libraries that Package.swift offers.
  static func ofLibraries() throws -> [String] {
    let manifest = try String(
      contentsOf: PythonReference.packageFolder.appending(path: "Package.swift"), encoding: .utf8)
    let lists = manifest.matches(of: /\.library\(name: "\w+", targets: \[([^\]]*)\]\)/)
    return Set(lists.flatMap { list in list.1.matches(of: /\w+/).map { String($0.0) } }).sorted()
  }

  /// All that are written in Swift, without the tool.
  static func all() throws -> [String] {
    let sources = PythonReference.packageFolder.appending(path: "Sources")
    return try FileManager.default.contentsOfDirectory(atPath: sources.path).filter { name in
      let files = FileManager.default.enumerator(atPath: sources.appending(path: name).path)
      return name != "barlow" && files?.contains { ($0 as? String)?.hasSuffix(".swift") == true } == true
    }.sorted()
  }
}
