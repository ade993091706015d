/// How often the nearest neighbours of a class's images belong to it too.
struct ClassPurity: Equatable {
  let name: String
  let images: Int
  /// The mean share of an image's neighbours with its class, from 0 to 1.
  let share: Double
}
