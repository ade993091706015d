import CTorch

/// The members of a group of processes as one of them sees it, by c10d's `ProcessGroupGloo`: what they do with tensors together.
///
/// Every member calls the same functions in the same order, with tensors that fit, on one thread at a time; each waits for all.
/// What fails because a member is gone, or is not there in time, throws ``TorchError`` of kind `unavailable`.
public final class Communicator {
  /// The number of this process among the members, from 0.
  public let rank: Int
  /// The number of members.
  public let size: Int
  private let handle: ct_group

  /// Connects to all members.
  ///
  /// - Parameters:
  ///   - store: The table through which they find each other.
  ///   - name: The name of the group in it.
  ///   - host: The address at which this process can be reached; nil for that of the interface which `GLOO_SOCKET_IFNAME` names or,
  ///     without it, of the machine's name.
  ///   - rank: The number of this process.
  ///   - size: The number of members.
  ///   - timeoutSeconds: How long to wait for the others, here and in each operation.
  /// - Throws: ``TorchError`` if they do not come.
  public init(_ store: Store, name: String, host: String?, rank: Int, size: Int, timeoutSeconds: Double)
    throws(TorchError)
  {
    var out = ct_group(impl: nil)
    let milliseconds = Int64(timeoutSeconds * 1000)
    let status = withExtendedLifetime(store) {
      if let host {
        ct_group_open(store.handle, name, host, Int32(rank), Int32(size), milliseconds, &out)
      } else {
        ct_group_open(store.handle, name, nil, Int32(rank), Int32(size), milliseconds, &out)
      }
    }
    try check(status)
    handle = out
    self.rank = rank
    self.size = size
  }

  deinit { ct_group_free(handle) }

  /// What this process has sent to the members, on any thread.
  public var traffic: Traffic {
    var (messages, bytes, nanoseconds) = (Int64(0), Int64(0), Int64(0))
    withExtendedLifetime(self) { ct_group_traffic(handle, &messages, &bytes, &nanoseconds) }
    return Traffic(messages: Int(messages), bytes: Int(bytes), seconds: Double(nanoseconds) * 1e-9)
  }

  /// The element-wise sum over the members, recorded: the gradient with respect to it is summed likewise.
  public func sum(_ tensor: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make(tensor) { out in withExtendedLifetime(self) { ct_group_sum(handle, tensor.handle, out) } }
  }

  /// Replaces a tensor by the element-wise sum over the members.
  public func sumInPlace(_ tensor: Tensor) throws(TorchError) {
    try tensor.check { withExtendedLifetime(self) { ct_group_sum_(handle, tensor.handle) } }
  }

  /// Begins to replace a tensor by the sum over the members; it must not be touched before ``PendingSum/wait()`` returns.
  public func beginSumInPlace(_ tensor: Tensor) throws(TorchError) -> PendingSum {
    var work = ct_work(impl: nil)
    try tensor.check { withExtendedLifetime(self) { ct_group_begin_sum_(handle, tensor.handle, &work) } }
    return PendingSum(owning: work)
  }

  /// The members' tensors one after another along the first dimension, in which member i's has `counts[i]` slices.
  public func gather(_ tensor: Tensor, counts: [Int]) throws(TorchError) -> Tensor {
    try Tensor.make(tensor) { out in
      withExtendedLifetime(self) { counts.withNative { ct_group_gather(handle, tensor.handle, $0, out) } }
    }
  }

  /// Replaces a tensor by that of one member.
  public func broadcast(_ tensor: Tensor, from root: Int = 0) throws(TorchError) {
    try tensor.check { withExtendedLifetime(self) { ct_group_broadcast_(handle, tensor.handle, Int32(root)) } }
  }
}

/// A sum over a group of processes that is under way.
public final class PendingSum {
  private let handle: ct_work

  init(owning handle: ct_work) { self.handle = handle }

  deinit { ct_work_free(handle) }

  /// Waits for the sum.
  ///
  /// - Throws: ``TorchError`` of kind `unavailable` if a member is gone.
  public func wait() throws(TorchError) { try Torch.check(withExtendedLifetime(self) { ct_work_wait(handle) }) }
}
