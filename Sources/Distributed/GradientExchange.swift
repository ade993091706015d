import Foundation
import Torch

/// Sums the gradients of parameters over processes while the backward pass goes on: what is complete is on its way before the rest is
/// known.
///
/// Buckets hold the parameters from the last to the first, since gradients come in that order, and are sent one after the other everywhere.
/// How often a parameter's gradient is added to in a step, by views and micro-batches, is seen in the first step, whose gradients are sent
/// at its end.
///
/// A backward pass on threads of its own for each view reports from all of them, one at a time; how often a gradient comes does not depend
/// on which thread was faster, so buckets are complete once all have added to it, and are sent in their order.
public final class GradientExchange {
  /// Networks with less than this are sent in one message, which has nothing to wait for.
  static let leastBytes = 2 << 20

  private let group: ProcessGroup
  private let parameters: [Tensor]
  private let dtype: DType?
  private let bucketBytes: Int
  private var arrivals: GradientArrivals?
  private var isListening = false
  /// Held while a gradient is counted and a bucket put together.
  private let lock = NSLock()
  /// How often each parameter's gradient was added to in this step.
  private var counts: [Int]
  /// How often it is in a step; nil before the first one has ended.
  private var expected: [Int]?
  private var buckets: [Bucket] = []
  /// The bucket from which on none is on its way.
  private var next = 0
  private var failure: (any Error)?
  /// How many buckets were on their way before the backward pass had ended, in the last step.
  private(set) var earlyBuckets = 0

  /// Prepares the exchange.
  ///
  /// - Parameters:
  ///   - parameters: The parameters, the same everywhere, in an order in which gradients come from the last to the first.
  ///   - group: The processes, of which there are others.
  ///   - dtype: The type in which gradients are sent and summed; nil for their own.
  ///   - bucketBytes: The bytes of a bucket; nil for a quarter of all, but no less than a message is worth and no more than
  ///     c10d's Reducer sends.
  /// - Throws: `TorchError` if libtorch fails.
  init(of parameters: [Tensor], in group: ProcessGroup, sentAs dtype: DType?, bucketBytes: Int? = nil) throws {
    self.group = group
    self.parameters = parameters
    self.dtype = dtype
    let bytes = parameters.reduce(0) { $0 + 4 * $1.elementCount }
    self.bucketBytes = bucketBytes ?? min(max(bytes / 4, 1 << 20), Bucket.bytes)
    counts = [Int](repeating: 0, count: parameters.count)
    arrivals = try GradientArrivals(parameters) { [unowned self] in arrived($0) }
  }

  /// Sums the gradients that `backward` accumulates; those of all parameters must have been cleared.
  ///
  /// - Parameter backward: The backward pass of a step, which adds to every parameter's gradient as often as the first step's did.
  /// - Throws: What `backward` throws; `ProcessGroupError` if a process is gone.
  public func sum(during backward: () throws -> Void) throws {
    counts = counts.map { _ in 0 }
    (next, failure, earlyBuckets) = (0, nil, 0)
    isListening = true
    defer { isListening = false }
    try backward()
    isListening = false
    if let failure { throw failure }
    earlyBuckets = next
    if expected == nil {
      expected = counts
      let used = counts.indices.filter { counts[$0] > 0 }
      buckets = Bucket.buckets(of: used.reversed(), parameters, bytes: bucketBytes)
    }
    guard expected == counts else {
      throw TorchError(.failed, "the gradients of a step have come otherwise than those of the first")
    }
    while next < buckets.count { try send() }
    try group.finishSums {
      try withoutGradients {
        for index in buckets.indices { try buckets[index].finish(gradients(of: buckets[index])) }
      }
    }
  }

  /// Counts a gradient, and sends the buckets that are complete with it.
  private func arrived(_ parameter: Int) {
    lock.lock()
    defer { lock.unlock() }
    guard isListening, failure == nil else { return }
    counts[parameter] += 1
    guard let expected, counts[parameter] == expected[parameter] else { return }
    do {
      while next < buckets.count, buckets[next].members.allSatisfy({ counts[$0] == expected[$0] }) { try send() }
    } catch {
      failure = error
    }
  }

  private func gradients(of bucket: Bucket) throws -> [Tensor] {
    try bucket.members.map { member in
      guard let gradient = try parameters[member].gradient() else {
        throw TorchError(.failed, "a parameter has lost its gradient")
      }
      return gradient
    }
  }

  private func send() throws {
    try withoutGradients {
      try group.beginSum { try buckets[next].begin(gradients(of: buckets[next]), over: $0, sentAs: dtype) }
    }
    next += 1
  }
}
