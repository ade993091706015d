import Foundation

/// Runs a script of `Tests/References` in the environment that `make setup` installs.
///
/// The script is called as `python SCRIPT INPUT OUTPUT`; both files are in the format of `references.py`: one line of
/// JSON, `[[name, [extent, …]], …]`, then the values of every array in that order as little-endian doubles.
public enum PythonReference {
  /// What went wrong between the test and its script.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// The package folder, found from this file's place in it.
  public static let packageFolder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The interpreter of the environment that `make setup` installs.
  static let python = packageFolder.appending(path: ".venv/bin/python")

  /// Runs `Tests/References/<script>` on `inputs` and returns the arrays that it wrote.
  ///
  /// - Parameters:
  ///   - script: Its name.
  ///   - inputs: What it reads.
  ///   - paths: Files and folders that it is told after the two of `inputs` and its output.
  /// - Returns: What it wrote.
  /// - Throws: ``Failure`` with its errors.
  public static func run(_ script: String, _ inputs: [String: ReferenceArray] = [:], paths: [String] = []) throws
    -> [String: ReferenceArray]
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "reference-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appending(path: "input")
    let output = folder.appending(path: "output")
    try encode(inputs).write(to: input)
    guard FileManager.default.isExecutableFile(atPath: python.path) else {
      throw Failure(description: "the Python environment is missing: run `make setup` first")
    }
    let errors = folder.appending(path: "errors")
    let code = try ReferenceServer.shared.get().run(
      packageFolder.appending(path: "Tests/References/\(script)").path, [input.path, output.path] + paths,
      errors: errors.path)
    guard code == 0 else {
      let message = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      throw Failure(
        description: "\(script) failed (\(code.map { "exit code \($0)" } ?? "its server is gone")):\n\(message)")
    }
    return try decode(Data(contentsOf: output))
  }

  /// Whether the environment has a package, so that a test can be skipped where it is not.
  public static func has(_ package: String) -> Bool {
    let process = Process()
    process.executableURL = python
    process.arguments = [
      "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)", package,
    ]
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  private static func encode(_ arrays: [String: ReferenceArray]) throws -> Data {
    let names = arrays.keys.sorted()
    let index: [[Any]] = names.map { [$0, arrays[$0]?.shape ?? []] }
    var data = try JSONSerialization.data(withJSONObject: index)
    data.append(UInt8(ascii: "\n"))
    for name in names {
      arrays[name]?.values.withUnsafeBytes { data.append(contentsOf: $0) }
    }
    return data
  }

  private static func decode(_ data: Data) throws -> [String: ReferenceArray] {
    guard let end = data.firstIndex(of: UInt8(ascii: "\n")),
      let index = try JSONSerialization.jsonObject(with: data[..<end]) as? [[Any]]
    else { throw Failure(description: "the script's output has no index") }
    var arrays: [String: ReferenceArray] = [:]
    var offset = data.index(after: end)
    for entry in index {
      guard entry.count == 2, let name = entry[0] as? String, let shape = entry[1] as? [Int] else {
        throw Failure(description: "the script's index has a strange entry: \(entry)")
      }
      let count = shape.reduce(1, *)
      let bytes = count * MemoryLayout<Double>.size
      guard offset + bytes <= data.endIndex else { throw Failure(description: "the script's output is cut off") }
      let values = [Double](unsafeUninitializedCapacity: count) { buffer, filled in
        data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer), from: offset..<(offset + bytes))
        filled = count
      }
      arrays[name] = ReferenceArray(shape: shape, values: values)
      offset += bytes
    }
    return arrays
  }
}
