import Files
import Foundation
import Torch

/// The index at the beginning of a file in the safetensors format: where each tensor lies.
///
/// Everything in it is checked.
struct SafetensorsIndex {
  /// A tensor of the file.
  struct Entry {
    let dtype: DType
    let shape: [Int]
    /// Where its bytes are in the file.
    let bytes: Range<Int>
  }

  /// The tensors by name.
  private(set) var entries: [String: Entry] = [:]
  /// Free text by key.
  let metadata: [String: String]

  /// Reads the index.
  ///
  /// - Parameters:
  ///   - file: The whole file.
  ///   - path: Its name for errors.
  /// - Throws: `FileError`: `damaged` if any length, offset, type or shape in it is impossible.
  init(_ file: UnsafeRawBufferPointer, path: String) throws {
    func damaged(_ reason: String) -> FileError {
      FileError(.damaged, "\(path) is not a usable safetensors file: \(reason)")
    }
    guard file.count >= 8 else { throw damaged("it is cut off") }
    let headerCount = file.loadUnaligned(as: UInt64.self).littleEndian
    guard headerCount <= UInt64(file.count - 8) else { throw damaged("it is cut off, or something else") }
    guard headerCount <= UInt64(Safetensors.largestHeader) else { throw damaged("its index has more than 100 MB") }
    let start = 8 + Int(headerCount)
    guard let index = try? JSONSerialization.jsonObject(with: Data(file[8..<start])) as? [String: Any] else {
      throw damaged("its index cannot be read")
    }
    metadata = index["__metadata__"] as? [String: String] ?? [:]
    for (name, entry) in index where name != "__metadata__" {
      guard let entry = entry as? [String: Any], let type = entry["dtype"] as? String,
        let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int], offsets.count == 2,
        shape.allSatisfy({ $0 >= 0 })
      else { throw damaged("the entry \(name) is malformed") }
      guard let dtype = Safetensors.names.first(where: { $0.name == type })?.dtype else {
        throw damaged("\(name) has the type \(type), which is not supported")
      }
      var byteCount = dtype.sizeBytes
      for extent in shape {
        let (product, overflow) = byteCount.multipliedReportingOverflow(by: extent)
        guard !overflow else { throw damaged("\(name) is impossibly large") }
        byteCount = product
      }
      guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= file.count - start,
        offsets[1] - offsets[0] == byteCount
      else { throw damaged("\(name) does not lie inside the file, which may be cut off") }
      entries[name] = Entry(dtype: dtype, shape: shape, bytes: (start + offsets[0])..<(start + offsets[1]))
    }
  }
}
