import Foundation
import Images
import TestSupport
import Testing

/// Pictures on a machine without any font.
@Suite struct NoFontTests {
  /// Runs the tool where fontconfig knows of no font.
  private func run(_ folder: TemporaryFolder, _ arguments: [String]) throws -> BarlowTool.Result {
    let configuration = try folder.write(Array("<fontconfig></fontconfig>".utf8), to: "fonts.conf")
    return try BarlowTool.run(arguments, shellPrelude: "export FONTCONFIG_FILE='\(configuration)'")
  }

  @Test func whatIsMissingIsSaidBeforeAnythingIsComputed() throws {
    let folder = try TemporaryFolder()
    let image = Image(width: 8, height: 8, channels: 3, pixels: [UInt8](repeating: 90, count: 192))
    let photo = try folder.write(Array(encodePNG(image)), to: "photo.png")
    let picture = folder.file("picture.png")
    // Nothing of what else these calls name is there: the font comes first.
    for call in [
      ["views", photo, "--output", picture],
      ["neighbors", folder.file("none.png"), "--model", "none", "--data", "none", "--output", picture],
      ["evaluate", "knn", "none", "--model", "none", "--confusion", picture],
      ["evaluate", "linear", "none", "--model", "none", "--confusion", picture],
      ["evaluate", "finetune", "none", "--model", "none", "--confusion", picture],
    ] {
      let result = try run(folder, call)
      #expect(result.status == 69, "\(call): \(result.errors)")
      #expect(result.errorLines.count == 1 && result.errors.contains("install fonts-dejavu-core"), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: picture))
    }
  }

  @Test func drawingsNeedNone() throws {
    let folder = try TemporaryFolder()
    let call = ["evaluate", "knn", "none", "--model", "none", "--confusion", folder.file("c.svg")]
    let result = try run(folder, call)
    #expect(result.status == 66, "\(result.errors)")
  }
}
