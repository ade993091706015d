import Images
import TestSupport

/// How far 8-bit values are from a reference.
struct Comparison: CustomStringConvertible {
  let largest: Double
  let mean: Double

  init<Values: Collection>(_ values: Values, _ reference: ArraySlice<Double>) where Values.Element: BinaryInteger {
    precondition(values.count == reference.count && !values.isEmpty, "two arrays of one length are compared")
    let distances = zip(values, reference).map { abs(Double($0) - $1) }
    largest = distances.max() ?? 0
    mean = distances.reduce(0, +) / Double(distances.count)
  }

  /// Compares `image` with the `number`-th of the images in `reference`.
  init(_ image: Image, _ reference: ReferenceArray?, _ number: Int = 0) {
    let values = reference?.values ?? []
    let count = image.pixels.count
    precondition(values.count >= (number + 1) * count, "the reference holds that image")
    self.init(image.pixels, values[(number * count)..<((number + 1) * count)])
  }

  var description: String { "largest \(largest), mean \(mean)" }
}
