import Foundation
import Testing

@testable import Files

@Suite struct AtomicFileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "files-\(UUID().uuidString)"
    try createFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func replacesTheWholeFile() throws {
    try withFolder { folder in
      try AtomicFile.write(Data("a long first text".utf8), to: folder + "/f")
      try AtomicFile.write(Data("short".utf8), to: folder + "/f")
      #expect(try readFile(folder + "/f") == Data("short".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["f"])
    }
  }

  @Test func aFailureKeepsWhatWasThere() throws {
    struct Stop: Error {}
    try withFolder { folder in
      try AtomicFile.write(Data("good".utf8), to: folder + "/f")
      #expect(throws: Stop.self) {
        try AtomicFile.write(to: folder + "/f") { append in
          try Data("half".utf8).withUnsafeBytes { try append($0) }
          throw Stop()
        }
      }
      #expect(try readFile(folder + "/f") == Data("good".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["f"])
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDiskIsNamed() throws {
    let error = FileError.system("write", "x", ENOSPC)
    #expect(error.kind == .inputOutput)
    #expect(error.description.contains("full"))
  }

  @Test func aMissingFileIsMissing() throws {
    let error = try #require(throws: FileError.self) { try readFile("/nonexistent/file") }
    #expect(error.kind == .missing)
    #expect(error.description.contains("/nonexistent/file"))
  }

  @Test func aLockIsExclusiveUntilReleased() throws {
    try withFolder { folder in
      var lock: FileLock? = try FileLock(path: folder + "/lock", purpose: "the run")
      let error = try #require(throws: FileError.self) { try FileLock(path: folder + "/lock", purpose: "the run") }
      #expect(error.kind == .inUse)
      _ = lock
      lock = nil
      _ = try FileLock(path: folder + "/lock", purpose: "the run")
    }
  }
}
