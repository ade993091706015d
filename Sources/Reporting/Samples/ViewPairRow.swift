import Images

/// An image and two views that training drew, or might have drawn, of it.
struct ViewPairRow {
  /// One of the views.
  struct View {
    let picture: Image
    /// What was drawn for it.
    let caption: String
  }

  let name: String
  let original: Image
  let views: [View]
}
