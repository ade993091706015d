/// A program that starts processes together, as far as it tells each its place by variables.
struct Launcher: Sendable {
  /// The variables of one number each.
  let size, rank, localRank: String
  /// The number of processes on the machine of this one; nil where it is not told.
  let localSize: @Sendable (Variables) throws -> Int?
  /// The machine of process 0; nil where it is not told.
  let host: @Sendable (Variables) -> String?
  /// Where processes find each other unless `MASTER_PORT` says so.
  let port: @Sendable (Variables) -> Int

  /// PyTorch's launchers and whoever sets the variables by hand, Open MPI's `mpirun`, SLURM's `srun`: the first that has
  /// started this process counts, since one may run inside another.
  static let all = [c10d, openMPI, slurm]

  private static let defaultPort = 29500

  private static let c10d = Launcher(
    size: "WORLD_SIZE", rank: "RANK", localRank: "LOCAL_RANK",
    localSize: { try $0.number("LOCAL_WORLD_SIZE", in: 1...$0.size) ?? $0.size }, host: { _ in nil },
    port: { _ in defaultPort })

  private static let openMPI = Launcher(
    size: "OMPI_COMM_WORLD_SIZE", rank: "OMPI_COMM_WORLD_RANK", localRank: "OMPI_COMM_WORLD_LOCAL_RANK",
    localSize: { try $0.number("OMPI_COMM_WORLD_LOCAL_SIZE", in: 1...$0.size) }, host: { _ in nil },
    port: { _ in defaultPort })

  /// Of a step, as `srun` starts one: in the script of `sbatch` itself there is one process, whatever the job was given.
  private static let slurm = Launcher(
    size: "SLURM_STEP_NUM_TASKS", rank: "SLURM_PROCID", localRank: "SLURM_LOCALID",
    localSize: { variables in
      guard let text = variables["SLURM_STEP_TASKS_PER_NODE"] else { return nil }
      let counts = SlurmText.counts(text)
      let node = try variables.number("SLURM_NODEID", in: 0...65535) ?? 0
      return counts.indices.contains(node) ? counts[node] : nil
    },
    host: { ($0["SLURM_STEP_NODELIST"] ?? $0["SLURM_JOB_NODELIST"]).flatMap(SlurmText.firstNode) },
    // Two jobs on one machine must not meet.
    port: { 10000 + (Int($0["SLURM_JOB_ID"] ?? "") ?? 0) % 20000 })

  /// The variables of a process that this launcher has started.
  struct Variables {
    let environment: [String: String]
    let size: Int

    subscript(_ name: String) -> String? { environment[name] }

    /// The number that a variable holds; nil where it is not set.
    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
      guard let text = environment[name] else { return nil }
      guard let value = Int(text), range.contains(value) else {
        throw ProcessGroupError(.usage, "\(name) is \(text); it takes \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
  }

  /// The place of the process; nil for one that is alone.
  ///
  /// - Throws: ``ProcessGroupError`` of kind `usage` for numbers that make no sense or are missing.
  func place(in environment: [String: String]) throws -> ProcessPlace? {
    guard let size = try Variables(environment: environment, size: 0).number(size, in: 1...65536), size > 1 else {
      return nil
    }
    let variables = Variables(environment: environment, size: size)
    guard let rank = try variables.number(rank, in: 0...(size - 1)) else {
      throw ProcessGroupError(
        .usage, "\(self.size) is \(size), but \(self.rank) is not set; start every process by one launcher")
    }
    let localSize = try localSize(variables) ?? size
    let localRank = try variables.number(localRank, in: 0...(localSize - 1)) ?? rank % localSize
    // Nobody beyond the machine has to reach processes that are all on one.
    guard let host = environment["MASTER_ADDR"] ?? (localSize == size ? "127.0.0.1" : host(variables)) else {
      throw ProcessGroupError(
        .usage,
        "\(self.size) is \(size) on several machines, but MASTER_ADDR is not set; set it to the machine of rank 0")
    }
    return ProcessPlace(
      rank: rank, size: size, localRank: localRank, localSize: localSize, host: host,
      port: try variables.number("MASTER_PORT", in: 1...65535) ?? port(variables))
  }
}
