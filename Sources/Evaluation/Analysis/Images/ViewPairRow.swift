import Augmentation
import Images

/// An image and two views that training drew, or might have drawn, of it.
package struct ViewPairRow: Sendable {
  /// One of the views.
  package struct View: Sendable {
    /// The view before normalization, made small.
    package let picture: Image
    /// What was drawn for it.
    package let parameters: ViewParameters
  }

  /// What the image is called.
  package let name: String
  /// The whole image, made small.
  package let original: Image
  /// The views, A and B first.
  package let views: [View]
}
