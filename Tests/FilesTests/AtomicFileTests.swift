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

  @Test func aLockIsWaitedForAsLongAsPatienceLasts() throws {
    try withFolder { folder in
      let path = folder + "/lock"
      let taken = DispatchSemaphore(value: 0)
      let given = DispatchSemaphore(value: 0)
      DispatchQueue.global().async {
        let lock = try? FileLock(path: path, purpose: "the log")
        taken.signal()
        given.wait()
        usleep(20_000)
        withExtendedLifetime(lock) {}
      }
      taken.wait()
      let start = ContinuousClock.now
      let error = try #require(throws: FileError.self) {
        try FileLock(path: path, purpose: "the log", remedy: "try again", patienceSeconds: 0.05)
      }
      #expect(error.description == "the log is in use by another process; try again")
      #expect(ContinuousClock.now - start >= .seconds(0.05))
      given.signal()
      _ = try FileLock(path: path, purpose: "the log", patienceSeconds: 60)
    }
  }
}
