import CStartup
import Distributed
import Foundation

/// Starts processes of one command that work together on this machine, and waits for them.
struct ProcessLauncher {
  /// How many.
  let size: Int
  /// The command line of each, without the program's name.
  let words: [String]

  /// How a process has ended.
  enum End: Equatable {
    case exit(Int32)
    /// Nobody but the system or a user kills a process without a word.
    case signal(Int32)

    var isFailure: Bool { self != .exit(ExitCode.done.rawValue) }

    var isSignal: Bool { if case .signal = self { true } else { false } }
  }

  /// A process that has not done its work.
  struct Failure {
    let rank: Int
    let end: End
    /// Whether a user has read of it.
    var isTold = true
  }

  /// Names the process that has started this one.
  private static let launcherVariable = "BARLOW_LAUNCHER"
  /// How long the others may take to end by themselves after one has failed: longer than they take to hear of it.
  private static let endingSeconds = 15.0
  /// How long they may take once they were asked to.
  private static let stoppingSeconds = 15.0

  /// Ends this process when its launcher ends, so that none is left alone.
  static func followLauncher() throws {
    guard let text = ProcessInfo.processInfo.environment[launcherVariable], let launcher = Int32(text) else { return }
    guard startup_end_with_parent(launcher, SIGTERM) else { throw InterruptedError() }
  }

  /// Runs the processes.
  ///
  /// Signals that ask to stop are passed on to them.
  ///
  /// - Returns: What failed; nil where all have done their work.
  func run() throws -> Failure? {
    let port = try LoopbackPort.free()
    var running = try start(port)
    var first: Failure?
    var failed: ContinuousClock.Instant?
    var isAsked = false
    var passed = 0
    while !running.isEmpty {
      let requests = Interruption.requestCount
      if requests > passed {
        passed = requests
        for (process, _) in running { kill(process, SIGINT) }
      }
      if let failed {
        let passed = ContinuousClock.now - failed
        // Whoever has not reached the others yet does not hear of it.
        if passed > .seconds(Self.endingSeconds), !isAsked {
          isAsked = true
          for (process, _) in running { kill(process, SIGTERM) }
        }
        if passed > .seconds(Self.endingSeconds + Self.stoppingSeconds) {
          for (process, _) in running { kill(process, SIGKILL) }
        }
      }
      for (process, rank) in running {
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { continue }
        running[process] = nil
        let end = Self.end(status)
        guard end.isFailure else { continue }
        failed = failed ?? .now
        if end.isSignal, rank != 0 { ProcessGroup.end(allAt: port, because: Self.reason(rank, end)) }
        // What is killed is the cause where others only tell of it.
        if first.map({ end.isSignal && !$0.end.isSignal }) ?? true { first = Failure(rank: rank, end: end) }
        // Whoever speaks for all has told of it, unless he was killed himself.
        if rank == 0, end.isSignal { first?.isTold = false }
      }
      usleep(10000)
    }
    return first
  }

  /// The ranks by process.
  private func start(_ port: Int) throws -> [pid_t: Int] {
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    var running: [pid_t: Int] = [:]
    for rank in 0..<size {
      var environment = ProcessInfo.processInfo.environment
      environment["RANK"] = String(rank)
      environment["LOCAL_RANK"] = String(rank)
      environment["WORLD_SIZE"] = String(size)
      environment["LOCAL_WORLD_SIZE"] = String(size)
      environment["MASTER_ADDR"] = "127.0.0.1"
      environment["MASTER_PORT"] = String(port)
      environment[Self.launcherVariable] = String(getpid())
      do {
        running[try spawn(program, environment)] = rank
      } catch {
        for process in running.keys { kill(process, SIGKILL) }
        throw error
      }
    }
    return running
  }

  /// Starts one process in a group of its own: what a terminal sends comes to the launcher, which passes it on once.
  private func spawn(_ program: String, _ environment: [String: String]) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    let arguments = (["barlow"] + words).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var process = pid_t()
    let code = posix_spawn(&process, program, nil, &attributes, arguments, variables)
    guard code == 0 else {
      throw ProcessGroupError(.unavailable, "cannot start \(size) processes: \(String(cString: strerror(code)))")
    }
    return process
  }

  /// What is said of a process that was killed.
  static func reason(_ rank: Int, _ end: End) -> String {
    guard case .signal(let number) = end else { return "rank \(rank) has ended" }
    return "rank \(rank) was killed by signal \(number)\(number == SIGKILL ? ", perhaps for want of memory" : "")"
  }

  private static func end(_ status: Int32) -> End {
    let number = status & 0x7f
    return number == 0 ? .exit((status >> 8) & 0xff) : .signal(number)
  }
}
