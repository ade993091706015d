import CTorch

/// Runs `body` with matrix products and convolutions in `dtype` on this thread; nil runs it as it is.
///
/// What was set before, by an enclosing call or not at all, is set again afterwards, also if `body` throws. Weights stay in
/// their own type and are cast once per call of this function, which therefore encloses one forward pass.
public func withAutocast<Result>(_ dtype: DType?, on device: Device, _ body: () throws -> Result) throws -> Result {
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
