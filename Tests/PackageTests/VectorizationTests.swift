import Foundation
import TestSupport
import Testing

/// The kernels that choose their instructions at load time, as they were compiled.
@Suite struct VectorizationTests {
  private static let isPossible: Bool = {
    #if os(Linux) && arch(x86_64)
      return (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/objdump")
      }
    #else
      return false
    #endif
  }()

  /// They are optimized in debug builds too.
  @Test(.enabled(if: isPossible, "there is no objdump, or this is not Linux on x86-64"))
  func innerLoopsWorkOnWideRegisters() async throws {
    let products = URL(filePath: BarlowTool.path).deletingLastPathComponent()
    func objects(_ target: String, _ ending: String) throws -> [String] {
      let folder = products.appending(path: "\(target).build").path
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(ending) }
        .map { "\(folder)/\($0)" }
    }
    let all = try objects("CImageKernels", ".o") + objects("CFeatureKernels", ".o") + objects("CTorch", "Kernels.cpp.o")
    #expect(all.count >= 10, "\(all)")
    func check(_ objects: [String]) async throws -> (status: Int32, text: String) {
      let root = PythonReference.packageFolder
      let result = try await Command(
        [root.appending(path: ".venv/bin/python").path, root.appending(path: "Scripts/vectorization.py").path]
          + objects,
        in: root.path
      ).run()
      return (result.status, result.text)
    }
    let found = try await check(all)
    #expect(found.status == 0, "\(found.text)")
    // A kernel that is gone is missed.
    let fewer = try await check(all.filter { !$0.hasSuffix("ConvolutionKernels.cpp.o") })
    #expect(fewer.status == 1 && fewer.text.contains("convolution::pack_image(t) has no clone"), "\(fewer.text)")
  }
}
