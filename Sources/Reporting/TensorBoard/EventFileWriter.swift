import Files
import Foundation
import ProtocolBuffers

/// Writes a TensorBoard event file: scalars, pictures and histograms over steps.
///
/// Records of the TFRecord format, each written at once, so that TensorBoard can read along and a kill cuts off at most
/// the last one. The format: github.com/tensorflow/tensorboard, `event.proto`, `summary.proto` and `histogram.proto`.
package final class EventFileWriter {
  /// The file.
  package var path: String { file.path }
  private let file: AppendedFile
  private let now: () -> Double

  /// Creates an event file of its own in `folder`, which is made if need be.
  ///
  /// - Parameters:
  ///   - folder: The folder that TensorBoard is pointed at.
  ///   - step: For a training that goes on: the step from which on events of earlier files no longer count.
  ///   - now: The clock, in seconds since 1970.
  /// - Throws: `FileError` if the folder or the file cannot be made.
  package init(
    folder: String, resumingAt step: Int? = nil, now: @escaping () -> Double = { Date().timeIntervalSince1970 }
  ) throws {
    try createFolder(folder)
    let host = ProcessInfo.processInfo.hostName
    // TensorBoard reads files in the order of their names, so the time comes first.
    let name = "events.out.tfevents.\(String(format: "%010.0f", now().rounded(.down))).\(host).\(getpid())"
    var number = 0
    var created = try AppendedFile(creating: "\(folder)/\(name).\(number)")
    while created == nil, number < 1000 {
      number += 1
      created = try AppendedFile(creating: "\(folder)/\(name).\(number)")
    }
    guard let created else {
      throw FileError(.inputOutput, "cannot write \(folder): it has a thousand event files of this second; try again")
    }
    file = created
    self.now = now
    var version = ProtocolMessage()
    version.add(1, now())
    version.add(3, "brain.Event:2")
    try append(version)
    if let step {
      var start = ProtocolMessage()
      start.add(1, 1)
      var event = ProtocolMessage()
      event.add(1, now())
      event.add(2, step)
      event.add(7, start)
      try append(event)
    }
  }

  /// Adds a number, which is kept as float32.
  ///
  /// - Throws: `FileError` if the file cannot be written, as the other functions.
  package func addScalar(_ tag: String, _ value: Double, step: Int) throws {
    var entry = ProtocolMessage()
    entry.add(1, tag)
    entry.add(2, Float(value))
    try append(entry, step: step)
  }

  /// Adds a picture as a PNG file of `width` × `height` pixels with `channels` channels.
  package func addPicture(_ tag: String, png: [UInt8], width: Int, height: Int, channels: Int = 3, step: Int) throws {
    var picture = ProtocolMessage()
    picture.add(1, height)
    picture.add(2, width)
    picture.add(3, channels)
    picture.add(4, png)
    var entry = ProtocolMessage()
    entry.add(1, tag)
    entry.add(4, picture)
    try append(entry, step: step)
  }

  /// Adds the distribution of numbers, of which those that are not finite or above 1e300 are left out.
  package func addHistogram(_ tag: String, _ values: [Double], bins: Int = 30, step: Int) throws {
    let finite = values.filter { abs($0) < 1e300 }
    let histogram = Histogram(id: "", title: "", xLabel: "", values: finite, bins: bins)
    var message = ProtocolMessage()
    message.add(1, finite.min() ?? 0)
    message.add(2, finite.max() ?? 0)
    message.add(3, Double(finite.count))
    message.add(4, finite.reduce(0, +))
    message.add(5, finite.reduce(0) { $0 + $1 * $1 })
    message.add(6, Array(histogram.edges.dropFirst()))
    message.add(7, histogram.counts.map(Double.init))
    var entry = ProtocolMessage()
    entry.add(1, tag)
    entry.add(5, message)
    try append(entry, step: step)
  }

  private func append(_ entry: ProtocolMessage, step: Int) throws {
    var summary = ProtocolMessage()
    summary.add(1, entry)
    var event = ProtocolMessage()
    event.add(1, now())
    event.add(2, step)
    event.add(5, summary)
    try append(event)
  }

  private func append(_ event: ProtocolMessage) throws {
    func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    let length = bytes(UInt64(event.bytes.count))
    try file.append(
      length + bytes(MaskedChecksum.masked(length)) + event.bytes + bytes(MaskedChecksum.masked(event.bytes)))
  }
}
