import Foundation

/// What stands above a picture: a line that names the model and the data, and below it how the picture came about.
package struct PictureTitle: Equatable, Sendable {
  /// What is shown, of which model and of which data.
  package let text: String
  /// What else one has to know, such as the step of training; each a few words.
  package let details: [String]

  package init(_ text: String, details: [String]) {
    self.text = text
    self.details = details
  }

  /// What stands between details.
  static let separator = " · "

  /// The words of the text, between which a line may end.
  var words: [String] { text.split(separator: " ").map(String.init) }

  /// What data or a run is called in a title: the last part of its path, without the folders that lead there.
  ///
  /// - Parameter path: What a user named; `cifar10:FOLDER` is called `cifar10`.
  /// - Returns: The name; that of the current folder for `.`.
  package static func name(ofPath path: String) -> String {
    if path.hasPrefix("cifar10:") { return "cifar10" }
    let name = URL(filePath: path).standardizedFileURL.lastPathComponent
    return name.isEmpty ? path : name
  }
}
