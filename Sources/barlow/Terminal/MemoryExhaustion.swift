import Foundation

/// The last resort where the system refuses memory that nobody can do without.
///
/// What can be large is asked for before, and what libtorch cannot have is an error like others. But where a runtime library
/// finds no memory, Swift's or C++'s, it ends the process by `SIGABRT`, after a refusal that left its mark in `errno`.
enum MemoryExhaustion {
  /// Turns such an end into one that says what happened, with the exit code of its kind; any other stays as it is.
  static func listen() {
    signal(SIGABRT) { _ in
      guard errno == ENOMEM else {
        // By the system's own action once this handler returns: `abort` raises the signal again.
        signal(SIGABRT, SIG_DFL)
        return
      }
      let text: StaticString = """
        barlow: the memory is exhausted: the system refuses more; use smaller batches or less data, or raise the limit \
        (ulimit -v)\n
        """
      _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
      _exit(ExitCode.unavailable.rawValue)
    }
  }
}
