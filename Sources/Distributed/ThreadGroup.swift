import NN
import Torch

/// The same thread of every process, whose parts of a batch go through the network at the same time.
final class ThreadGroup: BatchGroup {
  private let members: Communicator

  init(_ members: Communicator) { self.members = members }

  /// What has been sent.
  var traffic: Traffic { members.traffic }

  func sum(_ tensor: Tensor) throws -> Tensor { try members.sum(tensor) }
}
