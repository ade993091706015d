import Foundation

/// A thread that can be joined, which Foundation's `Thread` cannot.
///
/// `@unchecked Sendable` because some systems' thread handle is a pointer. The invariant: it is only compared and joined,
/// and POSIX allows both from any thread.
struct WorkerThread: @unchecked Sendable {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private let handle: pthread_t

  /// Starts a thread that runs `body`; a system that has no more threads is an input/output error.
  init(_ body: @escaping @Sendable () -> Void) throws(DatasetError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    // Secondary threads get 512 KiB on some systems, which is little for an image codec.
    pthread_attr_setstacksize(&attributes, 8 << 20)
    let context = Unmanaged.passRetained(Body(body))
    #if canImport(Darwin)
      var handle: pthread_t?
      let status = pthread_create(&handle, &attributes, { Self.enter($0) }, context.toOpaque())
    #else
      var created = pthread_t()
      let status = pthread_create(&created, &attributes, { Self.enter($0) }, context.toOpaque())
      let handle: pthread_t? = created
    #endif
    guard status == 0, let handle else {
      context.release()
      throw DatasetError(
        .inputOutput, "a loader thread cannot be started: \(String(cString: strerror(status))); use fewer workers",
        isExhaustion: true)
    }
    self.handle = handle
  }

  /// Waits for the thread to end; at most once.
  func join() { pthread_join(handle, nil) }

  private static func enter(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
    return nil
  }
}
