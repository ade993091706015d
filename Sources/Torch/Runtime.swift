import CTorch

/// The loaded copy of libtorch and what it can do on this machine.
public enum Runtime {
  /// The version of the headers that this program was built with, such as `2.13.0`.
  public static var headerVersion: String { String(cString: ct_header_version()) }

  /// The version of the library that is loaded; empty if it does not tell.
  public static var libraryVersion: String { String(cString: ct_library_version()) }

  /// The widest vector instructions that the library uses here, such as `AVX512`, `AVX2` or `DEFAULT`.
  public static var cpuCapability: String { String(cString: ct_cpu_capability()) }

  /// Whether the processor multiplies bfloat16 numbers in hardware (AVX512-BF16 or AMX).
  public static var hasFastBFloat16: Bool { hasAVX512BFloat16 || hasAMX }

  /// Whether the processor has dot products of bfloat16 vectors.
  public static var hasAVX512BFloat16: Bool { ct_has_avx512_bf16() && cpuCapability == "AVX512" }

  /// Whether the processor has tiles of bfloat16.
  public static var hasAMX: Bool { ct_has_amx_bf16() }

  /// The number of threads that one operation is spread over.
  public static var threadCount: Int { Int(ct_thread_count()) }

  /// Sets the number of threads that one operation is spread over; the order of summation depends on it.
  public static func setThreadCount(_ count: Int) throws(TorchError) {
    try Torch.check(ct_set_thread_count(Int32(count)))
  }

  /// The number of threads that share the work of an operation whose kernel is of this project, counted by running one.
  ///
  /// ``threadCount`` where libtorch's OpenMP library was found, else 1.
  public static func ownKernelThreadCount() throws(TorchError) -> Int {
    var count: Int32 = 0
    try Torch.check(ct_own_kernel_thread_count(&count))
    return Int(count)
  }

  /// Runs `body` with another number of threads for each operation of the calling thread.
  public static func withThreadCount<Result>(_ count: Int, _ body: () throws -> Result) throws -> Result {
    let before = threadCount
    try setThreadCount(count)
    let result = Swift.Result { try body() }
    try setThreadCount(before)
    return try result.get()
  }

  /// Keeps freed memory in the process, so that the large tensors of one step become those of the next.
  public static func keepFreedMemory() { ct_keep_freed_memory() }

  /// Gives the system back what is kept and not in use, between pieces of work whose large tables differ in size.
  public static func returnFreedMemory() { ct_return_freed_memory() }

  /// Loads the CUDA part of the library if it is there; true if CUDA devices can then be used.
  public static func loadCUDA() -> Bool { ct_load_cuda() }

  /// The number of CUDA devices, after ``loadCUDA()``.
  public static var cudaDeviceCount: Int { Int(ct_cuda_device_count()) }

  /// Checks that the loaded library is the one that this program was built for.
  ///
  /// - Throws: ``TorchError`` of kind `unavailable` if it is not: the layout of its types may differ.
  public static func requireMatchingVersion() throws(TorchError) {
    guard headerVersion == libraryVersion else {
      throw TorchError(
        .unavailable,
        "this program was built for libtorch \(headerVersion) but \(libraryVersion) is loaded; rebuild with `make build`"
      )
    }
  }
}
