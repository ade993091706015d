import Testing

@testable import Distributed

/// The place of a process by the variables of c10d's launchers.
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

  @Test(arguments: [
    (["WORLD_SIZE": "2"], "RANK"), (["WORLD_SIZE": "2", "RANK": "2"], "RANK is 2"),
    (["WORLD_SIZE": "two", "RANK": "0"], "WORLD_SIZE is two"),
    (["WORLD_SIZE": "2", "RANK": "0", "MASTER_PORT": "99999"], "MASTER_PORT is 99999"),
  ])
  func nonsenseIsNamed(environment: [String: String], words: String) {
    let error = #expect(throws: ProcessGroupError.self) { try ProcessPlace.told(by: environment) }
    #expect(error?.message.contains(words) == true && error?.kind == .usage)
  }
}
