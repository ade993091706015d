import Distributed
import Foundation

/// The work of a command that several processes may do together.
enum SharedWork {
  /// Joins the processes that the launcher tells of, does the work and parts from them in good order.
  ///
  /// Rank 0 alone speaks: what goes wrong elsewhere is told to it.
  static func run(_ work: (ProcessGroup) throws -> ExitCode) throws -> ExitCode {
    try ProcessLauncher.followLauncher()
    let place = try ProcessPlace.told(by: ProcessInfo.processInfo.environment)
    let group = try ProcessGroup.joining(place)
    Terminal.isSilent = !group.isOwner
    do {
      let code = try work(group)
      try group.leave()
      return code
    } catch {
      // What nobody else can say is said here.
      if !group.fail(ExitCode.message(for: error)) { Terminal.isSilent = false }
      throw error
    }
  }
}
