import Foundation
import Reporting
import Synchronization

/// A terminal that is drawn on as a whole, and left as it was.
struct TerminalScreen {
  /// Whether standard output is a terminal whose cursor can be moved.
  let isDrawable: Bool
  /// What it can show.
  let style: TerminalStyle

  /// Another screen, so that what was on this one comes back, and no cursor.
  private static let enter = "\u{1B}[?1049h\u{1B}[?25l"
  private static let leave = "\u{1B}[?25h\u{1B}[?1049l"
  private static let isSuspended = Atomic<Bool>(false)

  /// What the environment tells of standard output; `isPlain` asks for no colours.
  init(environment: [String: String], isPlain: Bool) {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    isDrawable = isTerminal && environment["TERM"] != "dumb"
    let isColored = isDrawable && !isPlain && (environment["NO_COLOR"] ?? "").isEmpty
    style = TerminalStyle(isColored: isColored, isUnicode: !isTerminal || Self.hasUnicode(environment))
  }

  /// Whether the locale's characters are those of Unicode: the first of three variables that is set says it (POSIX).
  static func hasUnicode(_ environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    return ["utf-8", "utf8"].contains(where: locale.lowercased().contains)
  }

  /// Draws the lines of `frame` again and again until the user ends it, and at once when the terminal's size changes.
  ///
  /// Ctrl-Z gives the terminal back as it was, too.
  func show(every seconds: Double, _ frame: (TerminalSize) throws -> [String]) throws {
    Interruption.listen()
    Interruption.unblock([SIGTSTP])
    signal(SIGTSTP) { _ in TerminalScreen.isSuspended.store(true, ordering: .relaxed) }
    Terminal.outputRaw(Self.enter)
    defer { Terminal.outputRaw(Self.leave) }
    while !Interruption.isRequested {
      let size = Terminal.outputSize
      // One column stays free: what clears the rest of a line would take the last character of a full one with it.
      let room = TerminalSize(columns: max(size.columns - 1, 1), rows: size.rows)
      let lines = try frame(room).prefix(size.rows)
      // Each line is cleared to its end as it is drawn, and the rest below: no flicker.
      Terminal.outputRaw("\u{1B}[H" + lines.joined(separator: "\u{1B}[K\r\n") + "\u{1B}[K\u{1B}[J")
      let end = Date(timeIntervalSinceNow: seconds)
      while !Interruption.isRequested, Date() < end, Terminal.outputSize == size {
        usleep(50_000)
        guard Self.isSuspended.exchange(false, ordering: .relaxed) else { continue }
        Terminal.outputRaw(Self.leave)
        raise(SIGSTOP)
        Terminal.outputRaw(Self.enter)
        break
      }
    }
  }
}
