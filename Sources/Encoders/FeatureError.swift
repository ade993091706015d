import Torch

/// Features that cannot be used: too few, of another shape than their labels, or not finite.
public struct FeatureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One line: what is wrong with what, and the remedy.
  public let description: String

  public init(_ description: String) { self.description = description }

  /// Makes sure that features `[N, D]` can be compared.
  ///
  /// - Parameters:
  ///   - features: The values.
  ///   - name: The name of a row's image.
  /// - Throws: ``FeatureError`` that names the first image with a value that is not finite; `TorchError` if libtorch fails.
  package static func requireFinite(_ features: Tensor, name: (Int) -> String) throws {
    guard try !features.isFinite() else { return }
    let row = try (0..<features.size(0)).first { try !features.narrow(start: $0, length: 1).isFinite() }
    throw FeatureError(
      "the features\(row.map { " of \(name($0))" } ?? "") hold a value that is infinite or not a number; was the training sound?"
    )
  }
}
