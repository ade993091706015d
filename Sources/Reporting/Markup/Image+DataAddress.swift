import Foundation
import Images

extension Image {
  /// The image as a PNG file inside an address, so that a page needs no other file.
  ///
  /// - Throws: `ImageError` when memory is short.
  package func dataAddress() throws -> String {
    "data:image/png;base64," + Data(try encodePNG(self)).base64EncodedString()
  }
}
