import Foundation
import TestSupport

/// The built tool, started several times as a launcher does.
final class Processes {
  let calls: [BarlowTool.Call]

  /// Starts processes that train together, each with a command of its own.
  init(_ commands: [[String]]) throws {
    let (size, port) = (commands.count, try Self.freePort())
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

  /// A port of the loopback that nobody listens on.
  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
      }
    }
    guard status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
