import Datasets
import Distributed
import Encoders
import Foundation

/// The work of a command that several processes may do together.
enum SharedWork {
  /// What to do when a process is gone, of work that is kept as it is done.
  static let goingOn = "repeat the command on all machines, which goes on with what is done"
  /// The same of other work.
  static let beginningAnew = "repeat the command on all machines"

  /// Joins the processes that the launcher tells of, does the work and parts from them in good order.
  ///
  /// Rank 0 alone speaks: what goes wrong elsewhere is told to it.
  /// `remedy` is what to do when one is gone.
  static func run(remedy: String = ProcessGroup.goingOn, _ work: (ProcessGroup) throws -> ExitCode) throws -> ExitCode {
    try ProcessLauncher.followLauncher()
    let place = try ProcessPlace.told(by: ProcessInfo.processInfo.environment)
    let group = try ProcessGroup.joining(place, remedy: remedy)
    Terminal.isSilent = !group.isOwner
    do {
      let code = try work(group)
      try group.leave()
      return code
    } catch {
      // What nobody else can say is said here.
      if !group.fail(ExitCode.message(for: error), code: ExitCode(error).rawValue) { Terminal.isSilent = false }
      throw error
    }
  }

  /// Does work on features that the processes of a group compute together, in rank 0; the others compute.
  ///
  /// `datasets` are the images that passes are made over.
  static func lead(
    _ group: ProcessGroup, _ options: ModelOptions, on datasets: [any ImageDataset],
    _ work: (ModelOptions) throws -> ExitCode
  ) throws -> ExitCode {
    guard !group.isAlone else { return try work(options) }
    if !group.isOwner { Interruption.listenForOthers() }
    let partners = try FeaturePartners(
      group, options.features, datasets: datasets, program: Barlow.version,
      shouldStop: { Interruption.isRequested })
    guard group.isOwner else {
      try partners.serve()
      return .done
    }
    var options = options
    options.features.partners = partners
    Terminal.error("\(group.size) processes compute features, batch by batch in turns")
    return try partners.lead { try work(options) }
  }
}
