import Foundation

extension HTML {
  /// An object as JSON that cannot end the element it stands in, whatever texts are in it.
  ///
  /// - Parameter object: What `JSONSerialization` takes.
  /// - Throws: What `JSONSerialization` throws.
  package init(json object: Any) throws {
    let json = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
    self.init(trusted: String(decoding: json, as: UTF8.self).replacing("<", with: "\\u003c"))
  }
}
