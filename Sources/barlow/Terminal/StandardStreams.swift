import CStartup
import Files
import Foundation

/// The surroundings that a process is given: three open streams, and a current folder that exists.
enum StandardStreams {
  nonisolated(unsafe) private static var outputWasClosed = false

  /// Opens what is closed, before any file can take its number and get what is meant for a stream; called once, first of all.
  static func open() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
      if number == STDOUT_FILENO { outputWasClosed = true }
      // The lowest number that is free is this one.
      _ = Foundation.open("/dev/null", O_RDWR)
    }
  }

  /// Makes sure that results can go somewhere, and that relative paths mean something.
  ///
  /// - Throws: `FileError` in one line.
  static func check() throws {
    if outputWasClosed {
      throw FileError(.inputOutput, "standard output is closed, so results would be lost; leave it open")
    }
    // On Linux the program ends before its libraries are loaded.
    guard startup_current_folder_exists() else {
      throw FileError(.missing, "the current folder no longer exists; change to another one and repeat the command")
    }
  }
}
