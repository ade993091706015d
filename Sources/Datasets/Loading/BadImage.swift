/// An image that could not be read.
public struct BadImage: Sendable, Equatable, Codable, CustomStringConvertible {
  /// Its position in the data set.
  public let index: Int
  /// Its name in the data set.
  public let name: String
  /// One line that names it and says what is wrong.
  public let description: String
}
