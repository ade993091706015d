/// How far two pictures are the same, one of them placed so that they agree best.
struct Agreement: Sendable {
  /// How the first is placed.
  let placement: Placement
  /// The correlation of their details, luminance less its mean over 5 × 5 cells: 1 for the same picture.
  let details: Float
  /// Whether colours or contrast differ visibly.
  let isRecolored: Bool
}
