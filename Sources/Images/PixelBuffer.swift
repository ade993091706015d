/// Memory for pixels that grows when it must and is used again for the next image.
package final class PixelBuffer {
  package private(set) var bytes: UnsafeMutablePointer<UInt8>
  private var capacity: Int

  package init() {
    capacity = 0
    bytes = UnsafeMutablePointer.allocate(capacity: 1)
  }

  deinit { bytes.deallocate() }

  /// Makes room for `count` bytes; what was there before is lost.
  package func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if count > capacity {
      bytes.deallocate()
      bytes = UnsafeMutablePointer.allocate(capacity: count)
      capacity = count
    }
    return bytes
  }
}
