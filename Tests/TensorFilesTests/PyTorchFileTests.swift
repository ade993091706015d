import Files
import Foundation
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import TensorFiles

/// Files that PyTorch has just written are read as they are, and nothing in any file is run.
@Suite struct PyTorchFileTests {
  private static let made = Result { () -> (folder: TemporaryFolder, values: [String: ReferenceArray]) in
    let folder = try TemporaryFolder()
    return (folder, try PythonReference.run("pytorch_files.py", paths: [folder.path]))
  }

  private func path(_ name: String) throws -> String { try Self.made.get().folder.file(name) }

  /// The line that refuses a file, once all of its tensors are asked for.
  private func refusal(_ name: String, _ kind: FileError.Kind) throws -> String {
    let path = try path(name)
    let error = #expect(throws: FileError.self) {
      let file = try PyTorchFile(contentsOf: path)
      guard case .dictionary(let entries) = file.value else { return }
      for case (.text(let name), .tensor(let tensor)) in entries { _ = try file.read(tensor, name: name) }
    }
    #expect(error?.kind == kind, "\(name): \(String(describing: error))")
    return line(error)
  }

  @Test(arguments: ["zip.pth", "legacy.pth", "protocol4.pth"]) func tensorsAreThoseOfPyTorch(name: String) throws {
    let file = try PyTorchFile(contentsOf: path(name))
    let expected = try Self.made.get().values
    guard case .dictionary(let entries)? = file.value["state"] else {
      Issue.record("no state")
      return
    }
    var found: Set<String> = []
    for case (.text(let name), .tensor(let tensor)) in entries {
      let value = try file.read(tensor, name: name)
      let reference = try #require(expected[name])
      #expect(value.shape == reference.shape && tensor.shape == reference.shape, "\(name)")
      #expect(try value.doubles() == reference.values, "\(name)")
      found.insert(name)
    }
    #expect(found == Set(expected.keys))
  }

  @Test(arguments: ["zip.pth", "legacy.pth"]) func plainDataIsRead(name: String) throws {
    let value = try PyTorchFile(contentsOf: path(name)).value
    #expect(value["epoch"]?.integer == 12)
    guard case .number(0.25)? = value["rate"], case .text("größe")? = value["name"], case .none? = value["none"],
      case .list(let flags)? = value["flags"], case .list(let size)? = value["size"],
      case .number(let big)? = value["big"]
    else {
      Issue.record("\(value)")
      return
    }
    #expect(flags.count == 3 && size.map(\.integer) == [1, 2] && big == exp2(80))
    guard case .text("resnet18")? = value["arguments"]?["arch"] else {
      Issue.record("no attributes")
      return
    }
    #expect(value["counts"]?["a"]?.integer == 1)
  }

  @Test func nothingIsRunAndTheNameIsTold() throws {
    let names = [
      "system": "posix.system", "eval": "builtins.eval", "exec": "builtins.exec", "getattr": "builtins.getattr",
      "import": "builtins.__import__", "load": "torch.serialization.load", "open": "io.open",
      "partial": "torch.nn.modules.linear.Linear", "bytes": "torch.storage._load_from_bytes",
    ]
    for (name, global) in names {
      for file in ["run-\(name).pth", "run-\(name)-legacy.pth"] {
        let text = try refusal(file, .usage)
        #expect(text.contains(global), "\(text)")
        #expect(text.contains("torch.save(model.state_dict()"))
      }
    }
    #expect(!FileManager.default.fileExists(atPath: "ran"))
    #expect(try refusal("program.pth", .usage).contains("TorchScript"))
  }

  @Test func damageIsNamed() throws {
    for (name, words) in [
      ("cut.pth", "ZIP archive"), ("legacy-cut.pth", "cut off"), ("short.pth", "has 40 bytes"),
      ("lying.pth", "a"), ("huge.pth", "does not lie inside"), ("lost.pth", "lacks the storage 0"),
      ("bomb.pth", "impossibly large"), ("deep.pth", "nests too much"), ("wide.pth", "nests too much"),
      ("cycle.pth", "nests too much"),
    ] {
      #expect(try refusal(name, .damaged).contains(words), "\(name)")
    }
    for (name, words) in [
      ("compressed.pth", "compressed"), ("swapped.pth", "highest byte first"), ("other.pth", "without data.pkl"),
    ] {
      #expect(try refusal(name, .usage).contains(words), "\(name)")
    }
  }

  /// A file that is cut anywhere is an error, never a crash.
  @Test(arguments: ["zip.pth", "legacy.pth"]) func everyCutIsAnError(name: String) throws {
    let whole = try Data(contentsOf: URL(filePath: path(name)))
    let folder = try TemporaryFolder()
    for length in stride(from: 0, to: whole.count - 1, by: max(whole.count / 60, 1)) {
      let cut = try folder.write([UInt8](whole.prefix(length)), to: "cut.pth")
      #expect(throws: FileError.self) { try PyTorchFile(contentsOf: cut) }
    }
  }
}
