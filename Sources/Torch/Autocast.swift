import CTorch

/// Runs `body` with matrix products and convolutions in `dtype` on this thread; nil runs it as it is.
///
/// Weights stay in their own type and are cast once per call of this function, which therefore encloses one forward pass.
public func withAutocast<Result>(_ dtype: DType?, on device: Device, _ body: () throws -> Result) throws -> Result {
  guard let dtype else { return try body() }
  try Torch.check(ct_set_autocast(device.native.type, true, dtype.native))
  let result: Swift.Result<Result, any Error> = Swift.Result { try body() }
  try Torch.check(ct_set_autocast(device.native.type, false, dtype.native))
  return try result.get()
}
