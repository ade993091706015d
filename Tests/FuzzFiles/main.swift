import Datasets
import Foundation
import TensorFiles
import TestSupport
import Weights

// Reads mutated files of tensors, tables, weights and data sets for a while. Meant to be built with a sanitizer, which ends the
// process at the first bad access, as a failed check does; so does an input that takes longer than 20 s. It is then in the
// folder LAST.
//
//   FuzzFiles SECONDS SEED LAST FOLDER…

let words = Array(CommandLine.arguments.dropFirst())
guard words.count >= 4, let seconds = Double(words[0]), let seed = UInt64(words[1]) else {
  FileHandle.standardError.write(Data("usage: FuzzFiles SECONDS SEED LAST FOLDER…\n".utf8))
  exit(64)
}
let last = URL(filePath: words[2])
// What ends in "weights" is read as weights and is, like what ends in "pth", of any kind that weights come in.
let endings = ["npy", "npz", "safetensors", "csv", "tsv", "tar", "idx3", "gz", "pth", "weights", "index"]
let files = try words.dropFirst(3).flatMap { folder in
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { URL(filePath: folder).appending(path: $0) }
}
.filter { endings.contains($0.pathExtension) }
.map { (ending: $0.pathExtension, bytes: [UInt8](try Data(contentsOf: $0))) }
guard !files.isEmpty else {
  FileHandle.standardError.write(Data("the folders hold no files that are read\n".utf8))
  exit(66)
}

/// Where an input of a kind is written: what it is, its name says.
func place(_ ending: String) -> URL {
  switch ending {
  case "idx3": last.appending(path: "idx/train-images-idx3-ubyte")
  case "gz": last.appending(path: "gz/train-images-idx3-ubyte.gz")
  default: last.appending(path: "input.\(ending)")
  }
}

/// Reads all that a file holds.
func read(_ ending: String) throws {
  switch ending {
  case "tar", "idx3", "gz":
    let path = ending == "tar" ? place(ending).path : place(ending).deletingLastPathComponent().path
    let images = try DatasetDescription(parsing: path).open(split: .train, memoryLimitBytes: 0)
    for index in 0..<min(images.count, 20) {
      _ = try images.source(at: index)
      _ = (images.name(at: index), images.label(at: index))
    }
  case "index":
    let index = try FeatureIndex(contentsOf: place(ending).path)
    let features = try index.features()
    for row in 0..<min(index.count, 20) {
      _ = (index.name(at: row), index.label(at: row), index.withRows(row..<(row + 1)) { $0.reduce(0, +) })
      _ = try features.narrow(start: row, length: 1).floats()
    }
  case "pth", "weights":
    let path = place(ending).path
    if ending == "pth" { try readTensors(PyTorchFile(contentsOf: path)) }
    _ = try NetworkWeights(contentsOf: path, isPartial: true)
  default: _ = try EmbeddingFile(parsing: place(ending).path).contents()
  }
}

/// Reads every tensor of a file of PyTorch.
func readTensors(_ file: PyTorchFile) throws {
  func look(_ value: PickleValue) throws {
    switch value {
    case .list(let elements): for element in elements { try look(element) }
    case .dictionary(let entries): for entry in entries { try look(entry.value) }
    case .tensor(let tensor): _ = try file.read(tensor, name: "tensor")
    default: break
    }
  }
  try look(file.value)
}

for ending in endings {
  try FileManager.default.createDirectory(
    at: place(ending).deletingLastPathComponent(), withIntermediateDirectories: true)
}
var mutator = FileMutator(seed: seed)
let start = ContinuousClock.now
let end = start + .seconds(seconds)
var nextReport = start + .seconds(30)
var (inputs, whole) = (0, 0)
print("\(files.count) files to start from")
while ContinuousClock.now < end {
  if ContinuousClock.now >= nextReport {
    print("\((ContinuousClock.now - start).components.seconds) s: \(inputs) inputs, \(whole) were read")
    fflush(nil)
    nextReport += .seconds(30)
  }
  let file = files[mutator.next(files.count)]
  let bytes = mutator.mutate(file.bytes, other: files[mutator.next(files.count)].bytes)
  let target = place(file.ending)
  try Data(bytes).write(to: target)
  alarm(20)
  do {
    try read(file.ending)
    whole += 1
  } catch {
    let text = "\(error)"
    // A terminal shows it: one line, no control characters.
    precondition(
      text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }, "one line: \(text.debugDescription)")
  }
  try FileManager.default.removeItem(at: target)
  inputs += 1
}
alarm(0)
try FileManager.default.removeItem(at: last)
print("\(inputs) inputs, of which \(whole) were read, \(inputs - whole) an error; seed \(seed)")
