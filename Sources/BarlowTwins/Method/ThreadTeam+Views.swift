import NN
import Torch

extension ThreadTeam {
  /// A thread for each of the two views, if there are so many; local crops are spread over them.
  ///
  /// - Parameters:
  ///   - threads: The number of threads that a training has.
  ///   - device: Where it trains; only processors need more than one thread to be busy.
  /// - Returns: The threads; nil where one view goes after the other.
  /// - Throws: `TorchError` if libtorch fails.
  public static func ofViews(threads: Int, device: Device) throws -> ThreadTeam? {
    device == .cpu && threads >= 2 ? try ThreadTeam(2, sharing: threads) : nil
  }
}

extension ThreadTeam? {
  /// Runs what comes between the views' passes: on the calling thread alone where each view has one thread, unless it is large.
  ///
  /// The threads that share an operation go on to wait busily for the next one, and would take the processors from the views.
  ///
  /// - Parameters:
  ///   - elements: The number of embeddings' elements, which tells what is large.
  ///   - body: What comes between.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; `TorchError` if libtorch fails.
  func betweenPasses<Result>(_ elements: Int = 0, _ body: () throws -> Result) throws -> Result {
    guard let team = self, team.sharedThreads == team.count, elements < 1 << 21 else { return try body() }
    return try Runtime.withThreadCount(1, body)
  }
}
