/// An image that could not be read.
public struct BadImage: Sendable, Equatable, Codable, CustomStringConvertible {
  /// Its position in the data set.
  public let index: Int
  /// Its name in the data set.
  public let name: String
  /// One line that names it and says what is wrong.
  public let description: String

  /// The same image, as another data set has it.
  package func at(_ index: Int) -> BadImage { BadImage(index: index, name: name, description: description) }
}
