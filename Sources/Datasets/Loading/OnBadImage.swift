/// What to do about an image that cannot be read.
public enum OnBadImage: String, Sendable, CaseIterable, Codable {
  /// Go on without it: it is reported once by name, and counted.
  case skip
  /// Stop with an error that names it.
  case fail
}
