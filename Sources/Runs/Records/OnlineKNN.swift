/// The accuracy of a vote of neighbours on held-out images, with its settings.
public struct OnlineKNN: Codable, Equatable, Sendable {
  /// The share of held-out images whose class the vote gives, from 0 to 1.
  public var accuracy: Double
  /// The number of neighbours that vote.
  public var k: Int
  /// The temperature τ of the weights exp(similarity / τ).
  public var temperature: Double
  /// The number of images that neighbours are chosen from.
  public var bankSize: Int
  /// The number of images that were classified.
  public var queryCount: Int
  /// The accuracy of always the class that most images of the bank have; nil in records of versions that did not tell.
  public var majority: Double?

  public init(
    accuracy: Double, k: Int, temperature: Double, bankSize: Int, queryCount: Int, majority: Double? = nil
  ) {
    self.majority = majority
    self.accuracy = accuracy
    self.k = k
    self.temperature = temperature
    self.bankSize = bankSize
    self.queryCount = queryCount
  }
}
