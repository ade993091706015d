import Datasets
import Formatting
import Foundation
import NN
import Torch

/// `barlow doctor`: what is installed, which devices there are, which fast paths are used.
enum DoctorCommand: Command {
  static let name = "doctor"
  static let abstract = "Show what is installed, which devices there are, and which fast paths are used."
  static let arguments: [String] = []
  static let options: [Option] = [.json]

  /// The findings.
  struct Findings: Encodable {
    let barlow: String
    let libtorch: String
    let libtorchMatches: Bool
    let processors: Int
    let threads: Int
    let vectorInstructions: String
    let bfloat16: Bool
    let amx: Bool
    let precision: String
    let cudaDevices: Int
    let fashionMNIST: Bool
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    code == .done ? CommandLineText.barlow("demo") : nil
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    _ = try arguments.requirePositional([])
    let cuda = Runtime.loadCUDA()
    let findings = Findings(
      barlow: Barlow.version, libtorch: Runtime.libraryVersion,
      libtorchMatches: Runtime.libraryVersion == Runtime.headerVersion,
      processors: AvailableProcessors.count, threads: Runtime.threadCount,
      vectorInstructions: Runtime.cpuCapability, bfloat16: Runtime.hasFastBFloat16, amx: Runtime.hasAMX,
      precision: Precision.automatic(on: .cpu).rawValue, cudaDevices: cuda ? Runtime.cudaDeviceCount : 0,
      fashionMNIST: (try? DatasetDescription.fashionMNIST.open(split: .train)) != nil)
    if arguments.has(.json) {
      try Terminal.output(json: findings)
    } else {
      Terminal.output(text(findings))
    }
    // Another library than the one built for would misread every tensor.
    return findings.libtorchMatches ? .done : .unavailable
  }

  private static func text(_ f: Findings) -> String {
    [
      "barlow        \(f.barlow)",
      "libtorch      \(f.libtorch)\(f.libtorchMatches ? "" : ", but built for \(Runtime.headerVersion): run `make build`")",
      "processors    \(f.processors), \(f.vectorInstructions), \(NumberText.count(f.threads, "thread"))",
      "bfloat16      \(f.bfloat16 ? (f.amx ? "in hardware (AMX)" : "in hardware (AVX512-BF16)") : "not in hardware")",
      "precision     \(f.precision) by default",
      "CUDA devices  \(f.cudaDevices == 0 ? "none" : String(f.cudaDevices))",
      "fashion-mnist \(f.fashionMNIST ? "installed" : "not installed: as root, apt-get install dataset-fashion-mnist")",
    ].joined(separator: "\n")
  }
}
