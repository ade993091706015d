import Files
import Foundation
import Synchronization

/// The two streams that the tool writes to: results on one, everything else on the other.
enum Terminal {
  /// Prints a result.
  static func output(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// Prints a result as one JSON object.
  static func output(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    output(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Prints a message for people.
  static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Writes to standard error without ending the line.
  static func raw(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Whether people watch standard error.
  static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether people read standard output as it comes.
  static var isOutputInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

  /// The width of the terminal in characters.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes to standard output without ending the line.
  static func outputRaw(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// The size of the terminal of standard output in characters; 100 × 40 where it is none.
  static var outputSize: TerminalSize {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return TerminalSize(columns: 100, rows: 40)
    }
    return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }

  /// Why standard output could not be written, as the system numbers it; 0 for no failure.
  private static let failure = Atomic<Int32>(0)

  /// The error of the first result that could not be written; nil if all could.
  static var outputError: FileError? {
    let code = failure.load(ordering: .relaxed)
    return code == 0 ? nil : FileError.system("write", "standard output", code)
  }

  /// Whether nothing is written, as in processes beside the one that speaks for all.
  static var isSilent: Bool {
    get { silence.load(ordering: .relaxed) }
    set { silence.store(newValue, ordering: .relaxed) }
  }

  private static let silence = Atomic<Bool>(false)

  private static func write(_ text: String, to descriptor: Int32) {
    guard !isSilent else { return }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count <= 0, errno != EINTR {
        // A reader that goes away has read what it wanted; nobody is left to be told of messages that nobody can read.
        if descriptor == STDOUT_FILENO, errno != EPIPE { failure.store(errno, ordering: .relaxed) }
        return
      }
      rest = rest.dropFirst(max(count, 0))
    }
  }
}
