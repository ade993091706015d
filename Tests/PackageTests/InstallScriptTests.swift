import Foundation
import TestSupport
import Testing

/// What `make install` and `make uninstall` do without building anything; `Scripts/check-install.sh` checks the rest.
@Suite struct InstallScriptTests {
  private func install(_ arguments: [String], _ environment: [String: String]) async throws -> Command.Outcome {
    let own: [String: String?] = ["PREFIX": nil, "DESTDIR": nil]
    return try await Command(["Scripts/install.sh"] + arguments, environment: own.merging(environment) { $1 }).run()
  }

  private func expect(_ outcome: Command.Outcome, _ status: Int32, _ words: String) {
    #expect(outcome.status == status, "\(outcome.text)")
    #expect(outcome.text.hasPrefix("install: error: ") && outcome.text.contains(words), "\(outcome.text)")
    #expect(outcome.text.split(separator: "\n").count == 1, "\(outcome.text)")
  }

  @Test func placesThatCannotBeAreRefusedAtOnce() async throws {
    let folder = try TemporaryFolder()
    try folder.write([], to: "file")
    expect(
      try await install([], ["PREFIX": "here"]), 64, "PREFIX=here is not an absolute path; give one, such as PREFIX=/")
    expect(try await install([], ["PREFIX": "~/here", "HOME": "/home/me"]), 64, "give PREFIX=/home/me/here")
    expect(try await install([], ["DESTDIR": "here"]), 64, "DESTDIR=here is not an absolute path")
    expect(try await install([], ["PREFIX": "/a:b"]), 64, "must not hold a colon")
    expect(try await install([], ["PREFIX": folder.file("file/usr")]), 74, "file is no folder")
    expect(try await install(["--else"], [:]), 64, "unknown argument --else")
  }

  @Test(.enabled(if: getuid() != 0, "root can write everywhere"))
  func aPrefixThatCannotBeWrittenNamesTheRemedy() async throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("locked")
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.file("locked"))
    expect(try await install([], ["PREFIX": folder.file("locked/usr")]), 74, "cannot be written; choose another one")
  }

  @Test func whatIsListedIsRemovedAndNothingElse() async throws {
    let folder = try TemporaryFolder()
    expect(try await install(["--remove"], ["PREFIX": folder.path]), 66, "nothing is installed in \(folder.path)")
    for name in ["bin/barlow", "lib/barlow/libc10.so", "share/man/man1/barlow.1", "share/man/man1/other.1"] {
      try folder.write([1], to: "usr/\(name)")
    }
    let list = """
      bin/
      lib/
      lib/barlow/
      share/man/
      share/man/man1/
      bin/barlow
      lib/barlow/libc10.so
      share/man/man1/barlow.1
      lib/barlow/installed.txt

      """
    try folder.write(Array(list.utf8), to: "usr/lib/barlow/installed.txt")
    let outcome = try await install(["--remove"], ["PREFIX": "/usr", "DESTDIR": folder.path])
    #expect(outcome.status == 0 && outcome.text == "removed barlow from \(folder.path)/usr\n", "\(outcome.text)")
    let left = try FileManager.default.subpathsOfDirectory(atPath: folder.file("usr")).sorted()
    #expect(left == ["share", "share/man", "share/man/man1", "share/man/man1/other.1"])
  }

  @Test func aListThatLeadsElsewhereRemovesNothing() async throws {
    let folder = try TemporaryFolder()
    for name in ["usr/bin/barlow", "kept"] { try folder.write([1], to: name) }
    for way in ["../kept", folder.file("kept"), "bin/../../kept"] {
      try folder.write(Array("bin/barlow\n\(way)\n".utf8), to: "usr/lib/barlow/installed.txt")
      expect(try await install(["--remove"], ["PREFIX": folder.file("usr")]), 74, "is not below")
      for name in ["usr/bin/barlow", "kept"] { #expect(FileManager.default.fileExists(atPath: folder.file(name))) }
    }
  }
}
