import Foundation
import Images

extension Image {
  /// The image as a PNG file inside an address, so that a page needs no other file.
  ///
  /// - Throws: `ImageError` when memory is short.
  package func dataAddress() throws -> String {
    "data:image/png;base64," + Data(try encodePNG(self)).base64EncodedString()
  }

  /// The same of a photograph, or of several side by side: as JPEG where that is smaller, with losses that nobody sees.
  ///
  /// - Throws: `ImageError` when memory is short.
  package func photographAddress() throws -> String {
    let (exact, small) = (try encodePNG(self), try encodeJPEG(self))
    guard small.count < exact.count else { return try dataAddress() }
    return "data:image/jpeg;base64," + Data(small).base64EncodedString()
  }
}
