import FeatureTestSupport
import Foundation
import Runs
import Testing
import TestSupport

@testable import Reporting

/// Event files, read back by TensorBoard's own reader.
@Suite struct EventFileTests {
  @Test func checksumsAreThoseOfThePublishedExamples() {
    // RFC 3720, appendix B.4.
    #expect(MaskedChecksum.plain([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(MaskedChecksum.plain([UInt8](repeating: 255, count: 32)) == 0x62A8_AB43)
    #expect(MaskedChecksum.plain((0..<32).map { UInt8($0) }) == 0x46DD_794E)
    #expect(MaskedChecksum.plain(Array("123456789".utf8)) == 0xE306_9283)
  }

  @Test(
    .enabled(
      if: PythonReference.has("tensorboard"), "tensorboard is not in the tests' environment; `make setup` installs it"))
  func tensorBoardReadsWhatWasWritten() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder, steps: 9)
    let history = try RunHistory(path: run.path)
    var time = 1_700_000_000.25
    do {
      let writer = try EventFileWriter(folder: folder.file("events")) { time }
      for step in history.metrics {
        time += 1
        try writer.add(step)
      }
      for record in history.monitor { try writer.add(record) }
      try writer.addHistogram("numbers", [1, 2, 2, 3, 5, .nan], bins: 4, step: 3)
    }
    // A run that went on from step 5: what was written of steps 5 to 9 before no longer counts.
    time += 1
    let resumed = try EventFileWriter(folder: folder.file("events"), resumingAt: 5) { time }
    try resumed.addScalar("loss/loss", -1, step: 5)

    let path = folder.file("events").unicodeScalars.map { Double($0.value) }
    let found = try PythonReference.run("event_files.py", ["folder": ReferenceArray(shape: [path.count], values: path)])
    #expect(found["steps"]?.values == [1, 2, 3, 4, 5])
    #expect(found["values"]?.values == history.metrics.prefix(4).map { Double(Float($0.loss)) } + [-1])
    #expect(found["times"]?.values.first == 1_700_000_001.25)
    #expect(found["tags"]?.values == [15])
    // The looks at steps 10, 20 and 30 went with the steps.
    let first = try #require(history.monitor.first?.diagnosis)
    let picture = HeatMap.correlation(first.correlation).image(cellSize: 4)
    #expect(found["picture"]?.values == picture.pixels.map(Double.init) && found["size"]?.values == [64, 64])
    #expect(found["moments"]?.values == [1, 5, 5, 13, 43])
    #expect(found["limits"]?.values == [2, 3, 4, 5] && found["counts"]?.values == [1, 2, 1, 1])
  }
}
