import Files
import Foundation

extension Safetensors {
  /// The free text of a file, without reading its tensors.
  ///
  /// - Throws: `FileError`: `damaged` if the file has no index, or does not hold all values that its index names.
  package static func metadata(contentsOf path: String) throws -> [String: String] {
    let data = try readFile(path)
    let damaged = FileError(.damaged, "\(path) is not a usable safetensors file: it is cut off, or something else")
    guard data.count >= 8 else { throw damaged }
    let headerCount = data.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self).littleEndian }
    guard headerCount <= UInt64(data.count - 8),
      let index = try? JSONSerialization.jsonObject(with: data[8..<8 + Int(headerCount)]) as? [String: Any]
    else { throw damaged }
    let ends = index.values.compactMap { (($0 as? [String: Any])?["data_offsets"] as? [Int])?.last }
    guard ends.max() ?? 0 == data.count - 8 - Int(headerCount) else { throw damaged }
    return index["__metadata__"] as? [String: String] ?? [:]
  }
}
