import CTorch

/// The multiply-adds of linear layers, convolutions and attention that `body` calls on this thread, and of the gradients that
/// their recorded results will be asked for: of a layer as many again for its input and for its weight, where these need one.
///
/// - Returns: The number; each is two operations of floating-point arithmetic.
/// - Throws: What `body` throws.
public func countingMultiplyAdds(_ body: () throws -> Void) rethrows -> Int {
  ct_start_counting()
  var count = 0
  do {
    defer { count = Int(ct_stop_counting()) }
    try body()
  }
  return count
}
