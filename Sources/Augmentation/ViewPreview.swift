import Images

/// A view before normalization, and what was drawn for it.
public struct ViewPreview: Sendable, Equatable {
  /// The 8-bit pixels.
  public let image: Image
  /// The operations that made them.
  public let parameters: ViewParameters
}
