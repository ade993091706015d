import Testing

@testable import Distributed

/// The place of a process by the variables of launchers.
@Suite struct ProcessPlaceTests {
  @Test func variablesOfTorchrun() throws {
    let place = try ProcessPlace.told(by: [
      "RANK": "5", "WORLD_SIZE": "8", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "4", "MASTER_ADDR": "node1",
      "MASTER_PORT": "1234",
    ])
    #expect(place == ProcessPlace(rank: 5, size: 8, localRank: 1, localSize: 4, host: "node1", port: 1234))
    #expect(try ProcessPlace.told(by: [:]) == nil)
    #expect(try ProcessPlace.told(by: ["WORLD_SIZE": "1", "RANK": "0"]) == nil)
  }

  /// Two nodes with three tasks, and one with two.
  private static let slurm = [
    "SLURM_JOB_ID": "123456", "SLURM_NTASKS": "8", "SLURM_STEP_NUM_TASKS": "8", "SLURM_PROCID": "7",
    "SLURM_LOCALID": "1",
    "SLURM_NODEID": "2", "SLURM_STEP_TASKS_PER_NODE": "3(x2),2", "SLURM_STEP_NODELIST": "gpu[03-04,12]",
  ]

  @Test func variablesOfSLURM() throws {
    let place = try ProcessPlace.told(by: Self.slurm)
    #expect(place == ProcessPlace(rank: 7, size: 8, localRank: 1, localSize: 2, host: "gpu03", port: 13456))
    let other = try ProcessPlace.told(by: Self.slurm.merging(["SLURM_NODEID": "0", "SLURM_LOCALID": "2"]) { $1 })
    #expect(other?.localSize == 3 && other?.host == "gpu03")
    let told = try ProcessPlace.told(by: Self.slurm.merging(["MASTER_ADDR": "a", "MASTER_PORT": "9"]) { $1 })
    #expect(told?.host == "a" && told?.port == 9)
    // The script of a batch job is one process, whatever its steps will have.
    #expect(try ProcessPlace.told(by: ["SLURM_NTASKS": "8", "SLURM_PROCID": "0", "SLURM_JOB_ID": "1"]) == nil)
    // Eight runs that have nothing to do with each other.
    #expect(try ProcessPlace.told(by: Self.slurm.merging(["WORLD_SIZE": "1"]) { $1 }) == nil)
  }

  @Test func variablesOfOpenMPI() throws {
    let here = [
      "OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_LOCAL_RANK": "3",
      "OMPI_COMM_WORLD_LOCAL_SIZE": "4",
    ]
    let place = ProcessPlace(rank: 3, size: 4, localRank: 3, localSize: 4, host: "127.0.0.1", port: 29500)
    #expect(try ProcessPlace.told(by: here) == place)
    // mpirun starts its helpers by srun.
    #expect(try ProcessPlace.told(by: Self.slurm.merging(here) { $1 }) == place)
    let apart = here.merging(["OMPI_COMM_WORLD_LOCAL_SIZE": "2", "OMPI_COMM_WORLD_LOCAL_RANK": "1"]) { $1 }
    let error = #expect(throws: ProcessGroupError.self) { try ProcessPlace.told(by: apart) }
    #expect(error?.message.contains("MASTER_ADDR is not set") == true)
    #expect(try ProcessPlace.told(by: apart.merging(["MASTER_ADDR": "a"]) { $1 })?.host == "a")
  }

  @Test(arguments: [
    ("gpu[03-07,12],login", "gpu03"), ("login,gpu1", "login"), ("node-7", "node-7"),
    ("rack[2-3]n[10-12,14]", "rack2n10"),
    ("a[5,7].cluster", "a5.cluster"),
  ]) func theFirstNodeOfAList(list: String, name: String) { #expect(SlurmText.firstNode(list) == name) }

  @Test(arguments: [("4", [4]), ("4(x2),3", [4, 4, 3]), ("1(x3)", [1, 1, 1]), ("2,1(x2)", [2, 1, 1])])
  func tasksOfNodes(list: String, counts: [Int]) { #expect(SlurmText.counts(list) == counts) }

  @Test(arguments: [
    (["WORLD_SIZE": "2", "RANK": "0", "LOCAL_WORLD_SIZE": "1"], "MASTER_ADDR is not set"),
    (["SLURM_STEP_NUM_TASKS": "2"], "SLURM_PROCID is not set"),
    (["WORLD_SIZE": "2"], "RANK"), (["WORLD_SIZE": "2", "RANK": "2"], "RANK is 2"),
    (["WORLD_SIZE": "two", "RANK": "0"], "WORLD_SIZE is two"),
    (["WORLD_SIZE": "2", "RANK": "0", "MASTER_PORT": "99999"], "MASTER_PORT is 99999"),
  ])
  func nonsenseIsNamed(environment: [String: String], words: String) {
    let error = #expect(throws: ProcessGroupError.self) { try ProcessPlace.told(by: environment) }
    #expect(error?.message.contains(words) == true && error?.kind == .usage)
  }
}
