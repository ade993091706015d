import Datasets
import Encoders
import Evaluation
import Files
import Reporting
import Runs
import Settings
import Testing
import TestSupport
import Torch

@testable import barlow

/// What the program ends with and says when a library throws.
@Suite struct ExitCodeTests {
  @Test func kindsOfErrorsHaveTheirStatus() {
    let cases: [(any Error, Int32)] = [
      (DatasetError(.usage, ""), 64), (DatasetError(.badData, ""), 65), (DatasetError(.missingInput, ""), 66),
      (DatasetError(.inputOutput, ""), 74), (DatasetError(.stopped, ""), 130), (EvaluationError(.usage, ""), 64),
      (EvaluationError(.badData, ""), 65), (FeatureError(""), 65), (FileError(.usage, ""), 64),
      (FileError(.damaged, ""), 65), (FileError(.missing, ""), 66), (FileError(.inUse, ""), 69),
      (FileError(.inputOutput, ""), 74), (TorchError(.unavailable, ""), 69), (TorchError(.outOfMemory, ""), 69),
      (TypefaceError.noFont, 69), (TorchError(.invalidArgument, ""), 70), (TorchError(.failed, ""), 70),
      (ConfigurationError(""), 64),
    ]
    for (error, status) in cases { #expect(ExitCode(error).rawValue == status, "\(error)") }
  }

  @Test func settingsAreSpeltAsFlagsByTheToolOnly() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write([1], to: "other.txt")
    let error = try #require(throws: ConfigurationError.self) { try RunFolder(folder.path).claim() }
    #expect(error.description.hasSuffix("; give output an empty or new folder"))
    #expect(ExitCode.message(for: error).hasSuffix("; give --output an empty or new folder"))
  }
}
