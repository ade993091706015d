import Foundation

/// What `torch.save` writes since PyTorch 1.6: a ZIP archive with `data.pkl` and a file for each storage.
struct ZippedPyTorchContainer: PyTorchContainer {
  let value: PickleValue
  private let archive: ZipArchive
  private let entries: [String: ZipArchive.Entry]
  private let folder: String

  /// The structure of a file; tensors have files of their own.
  private static let largestPickle = 1 << 28

  init(_ archive: ZipArchive) throws {
    guard let pickle = archive.entries.first(where: { $0.name.hasSuffix("/data.pkl") || $0.name == "data.pkl" }) else {
      throw PickleProblem("it is a ZIP archive without data.pkl, which torch.save writes", isUnsupported: true)
    }
    folder = String(pickle.name.dropLast("data.pkl".count))
    var entries: [String: ZipArchive.Entry] = [:]
    for entry in archive.entries { entries[entry.name] = entry }
    guard entries[folder + "constants.pkl"] == nil else {
      throw PickleProblem(
        "it is a program in TorchScript, and nothing in a file is run here; save its weights: "
          + "torch.save(torch.jit.load(FILE).state_dict(), OTHER)", isUnsupported: true)
    }
    if let order = entries[folder + "byteorder"], try archive.beginning(of: order, count: 3) == Data("big".utf8) {
      throw PickleProblem("its numbers have the highest byte first", isUnsupported: true)
    }
    guard pickle.size <= Self.largestPickle else { throw PickleProblem("its structure is impossibly large") }
    let data = try archive.contents(of: pickle)
    value = try data.withUnsafeBytes { bytes in
      var position = 0
      return try PickleMachine.value(in: bytes, at: &position) { .storage(try Self.storage($0)) }
    }
    self.archive = archive
    self.entries = entries
  }

  func withStorage<Result>(_ storage: PickleTensor.Storage, _ body: (UnsafeRawBufferPointer) throws -> Result) throws
    -> Result
  {
    guard let entry = entries["\(folder)data/\(storage.key)"] else {
      throw PickleProblem("it lacks the storage \(storage.key)")
    }
    // A few compressed bytes may stand for any number; torch.save stores them as they are.
    guard entry.isStored else {
      throw PickleProblem("its storages are compressed; save it by torch.save as PyTorch does", isUnsupported: true)
    }
    guard entry.size == storage.count * storage.scalar.sizeBytes else {
      throw PickleProblem("the storage \(storage.key) has \(entry.size) bytes, not those of \(storage.count) values")
    }
    return try archive.contents(of: entry).withUnsafeBytes(body)
  }
}
