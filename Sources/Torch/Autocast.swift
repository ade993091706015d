import CTorch

/// Runs `body` with matrix products and convolutions in `dtype` on this thread; nil runs it as it is.
///
/// What was set before, by an enclosing call or not at all, is set again afterwards, also if `body` throws. Weights stay in
/// their own type and are cast once per call of this function, which therefore encloses one forward pass; or once for all
/// passes that share their weights.
///
/// - Parameters:
///   - dtype: The type of products.
///   - device: Where they are computed.
///   - weights: What other calls, on this thread or others, share with this one; in any type.
///   - body: What is run.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws; `TorchError` if libtorch fails.
public func withAutocast<Result>(
  _ dtype: DType?, on device: Device, sharing weights: PreparedWeights? = nil, _ body: () throws -> Result
) throws -> Result {
  if let weights { return try weights.share { try withAutocast(dtype, on: device, body) } }
  guard let dtype else { return try body() }
  var before = ct_autocast()
  try Torch.check(ct_exchange_autocast(device.native.type, ct_autocast(enabled: true, dtype: dtype.native), &before))
  let result: Swift.Result<Result, any Error> = Swift.Result { try body() }
  var inside = ct_autocast()
  try Torch.check(ct_exchange_autocast(device.native.type, before, &inside))
  return try result.get()
}

/// The type that matrix products and convolutions on `device` are in on this thread; nil where they are as they are.
public func autocastType(on device: Device) -> DType? {
  let setting = ct_current_autocast(device.native.type)
  return setting.enabled ? DType(setting.dtype) : nil
}
