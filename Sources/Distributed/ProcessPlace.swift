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

  /// The place that c10d's variables tell: `RANK`, `WORLD_SIZE`, `LOCAL_RANK`, `LOCAL_WORLD_SIZE`, `MASTER_ADDR`, `MASTER_PORT`.
  ///
  /// - Parameter environment: The variables of the process.
  /// - Returns: The place; nil for a process that is alone.
  /// - Throws: ``ProcessGroupError`` of kind `usage` for numbers that make no sense.
  public static func told(by environment: [String: String]) throws -> ProcessPlace? {
    guard let sizeText = environment["WORLD_SIZE"], sizeText != "1" else { return nil }
    func number(_ name: String, _ fallback: Int?, in range: ClosedRange<Int>) throws -> Int {
      guard let text = environment[name] else {
        if let fallback { return fallback }
        throw ProcessGroupError(
          .usage, "WORLD_SIZE is \(sizeText), but \(name) is not set; start every process by one launcher")
      }
      guard let value = Int(text), range.contains(value) else {
        throw ProcessGroupError(.usage, "\(name) is \(text); it takes \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
    let size = try number("WORLD_SIZE", nil, in: 1...65536)
    let rank = try number("RANK", nil, in: 0...(size - 1))
    let localSize = try number("LOCAL_WORLD_SIZE", size, in: 1...size)
    return ProcessPlace(
      rank: rank, size: size, localRank: try number("LOCAL_RANK", rank % localSize, in: 0...(localSize - 1)),
      localSize: localSize, host: environment["MASTER_ADDR"] ?? "127.0.0.1",
      port: try number("MASTER_PORT", 29500, in: 1...65535))
  }
}
