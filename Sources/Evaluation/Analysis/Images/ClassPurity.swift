/// How often the nearest neighbours of a class's images belong to it too.
package struct ClassPurity: Equatable, Sendable {
  /// The class.
  package let name: String
  /// How many images of it there are.
  package let images: Int
  /// The mean share of an image's neighbours with its class, from 0 to 1.
  package let share: Double
}
