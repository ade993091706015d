import Foundation
import TestSupport

/// This package as others get it: a repository in a temporary folder with the files of the working tree, committed and tagged.
struct PublishedPackage {
  /// The tag, which no real version has.
  static let version = "9.9.9"
  /// What dependants call the package.
  static let identity = "barlow-twins"

  /// Where Git finds it.
  let url: String
  private let folder: TemporaryFolder

  /// Whether there is Git, and a checkout that it knows: without one nothing tells sources from what was built.
  static let isPossible: Bool = {
    let git = Process()
    git.executableURL = URL(filePath: "/usr/bin/env")
    git.arguments = gitCommand + ["ls-files", "--error-unmatch", "Package.swift"]
    git.currentDirectoryURL = PythonReference.packageFolder
    git.standardOutput = FileHandle.nullDevice
    git.standardError = FileHandle.nullDevice
    guard (try? git.run()) != nil else { return false }
    git.waitUntilExit()
    return git.terminationStatus == 0
  }()

  /// Git without what a user has set, and also where the checkout belongs to another user.
  private static let gitCommand = [
    "git", "-c", "safe.directory=*", "-c", "user.name=test", "-c", "user.email=test@localhost", "-c",
    "commit.gpgsign=false", "-c", "tag.gpgsign=false", "-c", "core.hooksPath=/dev/null",
  ]

  /// Without the variables by which a hook tells Git where its repository is.
  private static let gitEnvironment: [String: String?] = ["GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil]

  /// Publishes the working tree, files that are not committed yet among it.
  init() async throws {
    folder = try TemporaryFolder()
    let repository = folder.file(Self.identity)
    url = "file://\(repository)"
    let sources = ["Package.swift", "Sources", "Tests"]
    let listed = try await Command(
      Self.gitCommand + ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"] + sources,
      environment: Self.gitEnvironment
    ).output()
    let files = FileManager.default
    for name in Set(listed.split(separator: "\0")) {
      let source = PythonReference.packageFolder.appending(path: String(name))
      // A file that was removed and not committed is still listed.
      guard files.fileExists(atPath: source.path) else { continue }
      let copy = URL(filePath: repository).appending(path: String(name))
      try files.createDirectory(at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
      try files.copyItem(at: source, to: copy)
    }
    for arguments in [
      ["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "Publish"], ["tag", Self.version],
    ] {
      try await Command(Self.gitCommand + arguments, in: repository, environment: Self.gitEnvironment).output()
    }
  }
}
