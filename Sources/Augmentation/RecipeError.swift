/// A setting of a recipe that cannot be used.
public struct RecipeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The setting's place, such as `viewA.blur.sigma`; empty when the whole file is meant.
  public let key: String
  /// What is wrong with it and what to write instead, in one line.
  public let reason: String

  /// An error about the setting `key`.
  public init(_ key: String, _ reason: String) {
    self.key = key
    self.reason = reason
  }

  public var description: String { key.isEmpty ? reason : "\(key): \(reason)" }

  /// Throws unless `value` is a probability.
  static func checkProbability(_ value: Double, _ key: String) throws {
    guard (0...1).contains(value) else { throw RecipeError(key, "\(value) is no probability; write 0 to 1") }
  }
}
