import Images
import TestSupport
import Testing

/// Files that nobody vouches for give an image or an error, never a crash.
@Suite struct MutationTests {
  @Test func everyFileOfTheCorpusGivesWhatItsNameSays() throws {
    let files = try ImageCorpus.files()
    #expect(files.count == 196)
    for file in files {
      let expected = file.name.split(separator: "-").first.map(String.init)
      var found = "image"
      do {
        let image = try ImageDecoder().decode(file.bytes, channels: 3)
        #expect(image.pixels.count == image.width * image.height * 3)
      } catch let error as ImageError {
        found = error.kind.rawValue
        #expect(!error.reason.isEmpty && !error.reason.contains("\n"))
      }
      #expect(found == expected, "\(file.name)")
    }
  }

  /// What a tolerant decoder accepts is an image of the size that the header says.
  @Test func toleratedFilesOfTheCorpusHaveTheirSize() throws {
    let decoder = ImageDecoder(limits: DecodingLimits(maximumPixels: 1 << 20, toleratesDamage: true))
    for file in try ImageCorpus.files() {
      do {
        let size = try decoder.size(of: file.bytes)
        let image = try decoder.decode(file.bytes, channels: 1)
        #expect(PixelSize(width: image.width, height: image.height) == size, "\(file.name)")
      } catch is ImageError {}
    }
  }

  /// The longer run, with checks of every memory access, is `Scripts/fuzz.sh`.
  @Test func mutatedFilesGiveAnImageOrAnError() throws {
    let files =
      try ImageCorpus.files().map(\.bytes) + ImageFiles.all.get().cases.map(\.bytes).filter { $0.count < 20_000 }
    var mutator = FileMutator(seed: 2024)
    let strict = ImageDecoder(limits: DecodingLimits(maximumPixels: 1 << 18))
    let tolerant = ImageDecoder(limits: DecodingLimits(maximumPixels: 1 << 18, toleratesDamage: true))
    var (images, errors) = (0, 0)
    for round in 0..<5000 {
      let bytes = mutator.mutate(files[round % files.count], other: files[mutator.next(files.count)])
      do {
        let decoder = round % 2 == 0 ? strict : tolerant
        let image = try decoder.decode(bytes, channels: round % 4 < 2 ? 3 : 1)
        #expect(!image.pixels.isEmpty)
        images += 1
      } catch is ImageError {
        errors += 1
      }
    }
    // Were all refused at the first byte, nothing would have been tried.
    #expect(images > 100 && errors > 500, "\(images) images, \(errors) errors")
  }
}
