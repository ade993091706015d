/// How many images of each part have no class, so that an evaluation leaves them out.
public struct UnlabelledImages: Sendable, Equatable, Encodable {
  /// Among those to learn from.
  public let training: Int
  /// Among those to measure with; 0 where they are the same images.
  public let test: Int

  /// The counts of both parts.
  public init(training: Int, test: Int) {
    self.training = training
    self.test = test
  }

  /// One line, such as `3 training images and 1 test image have no class and are left out`; nil if every image has one.
  ///
  /// - Parameter areOne: Whether both parts are the same images.
  /// - Returns: The line.
  public func text(areOne: Bool = false) -> String? {
    func count(_ number: Int, _ what: String) -> String? {
      number == 0 ? nil : "\(number) \(what)\(number == 1 ? "image" : "images")"
    }
    let parts = [count(training, areOne ? "" : "training "), count(test, "test ")].compactMap { $0 }
    guard !parts.isEmpty else { return nil }
    let isOne = training + test == 1
    return "\(parts.joined(separator: " and ")) \(isOne ? "has no class and is" : "have no class and are") left out"
  }
}
