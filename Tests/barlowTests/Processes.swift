import Foundation
import TestSupport

@testable import barlow

/// The built tool, started several times as a launcher does.
final class Processes {
  let calls: [BarlowTool.Call]

  /// Starts processes that train together, each with a command of its own.
  init(_ commands: [[String]]) throws {
    let (size, port) = (commands.count, try LoopbackPort.free())
    calls = try commands.enumerated().map { rank, arguments in
      try BarlowTool.Call(
        arguments,
        shellPrelude: "export RANK=\(rank) WORLD_SIZE=\(size) LOCAL_RANK=\(rank) LOCAL_WORLD_SIZE=\(size) "
          + "MASTER_ADDR=127.0.0.1 MASTER_PORT=\(port)")
    }
  }

  /// Starts processes that train together by the same command.
  convenience init(_ size: Int, _ arguments: [String]) throws {
    try self.init([[String]](repeating: arguments, count: size))
  }

  /// Waits for all of them.
  func wait() throws -> [BarlowTool.Result] { try calls.map { try $0.wait() } }
}
