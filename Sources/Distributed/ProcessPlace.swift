/// The place of a process among those that train together, as its launcher tells.
public struct ProcessPlace: Equatable, Sendable {
  /// The number of the process among all, from 0; 0 owns the run.
  public var rank: Int
  /// The number of processes.
  public var size: Int
  /// The number of the process among those of its machine, from 0.
  public var localRank: Int
  /// The number of processes on its machine.
  public var localSize: Int
  /// The name or address of process 0's machine.
  public var host: String
  /// The port there at which processes find each other.
  public var port: Int

  public init(rank: Int, size: Int, localRank: Int, localSize: Int, host: String, port: Int) {
    self.rank = rank
    self.size = size
    self.localRank = localRank
    self.localSize = localSize
    self.host = host
    self.port = port
  }

  /// The place that the launcher's variables tell.
  ///
  /// c10d's, which `torchrun` sets: `RANK`, `WORLD_SIZE`, `LOCAL_RANK`, `LOCAL_WORLD_SIZE`, `MASTER_ADDR`, `MASTER_PORT`; else
  /// those of Open MPI's `mpirun` or of SLURM's `srun`, beside which the last two may be set.
  ///
  /// - Parameter environment: The variables of the process.
  /// - Returns: The place; nil for a process that is alone.
  /// - Throws: ``ProcessGroupError`` of kind `usage` for numbers that make no sense.
  public static func told(by environment: [String: String]) throws -> ProcessPlace? {
    try Launcher.all.first { environment[$0.size] != nil }?.place(in: environment)
  }
}
