import Augmentation
import Images
import TestSupport
import Testing

/// Whole recipes against torchvision with Pillow, in distribution.
@Suite struct RecipeStatisticsTests {
  private static let names = ["red", "green", "blue", "red²", "green²", "blue²", "edges"]

  /// The mean of each channel, its variance, and the mean square of the differences between neighbours.
  private func statistics(_ image: Image) -> [Double] {
    let (width, height, row) = (image.width, image.height, image.width * 3)
    let values = image.pixels.map(Double.init)
    let count = Double(width * height)
    var sums = [0.0, 0.0, 0.0]
    var squares = sums
    for i in values.indices {
      sums[i % 3] += values[i]
      squares[i % 3] += values[i] * values[i]
    }
    var (across, down) = (0.0, 0.0)
    for i in values.indices {
      if i % row < row - 3 { across += (values[i + 3] - values[i]) * (values[i + 3] - values[i]) }
      if i + row < values.count { down += (values[i + row] - values[i]) * (values[i + row] - values[i]) }
    }
    across /= Double(3 * (width - 1) * height)
    down /= Double(3 * width * (height - 1))
    let means = sums.map { $0 / count }
    return means + zip(squares, means).map { $0 / count - $1 * $1 } + [(across + down) / 2]
  }

  @Test func aThousandViewsAreDistributedAsByTorchvision() throws {
    let (size, count) = (32, 1000)
    let images = (0..<20).map { TestImages.mixed(width: 60 + $0, height: 71 - $0, channels: 3, seed: UInt64($0)) }
    var inputs = ["size": ReferenceArray(Double(size)), "count": ReferenceArray(Double(count))]
    for (number, image) in images.enumerated() { inputs["image\(number)"] = TestImages.array(image) }
    let theirs = try #require(try PythonReference.run("recipe_statistics.py", inputs)["views"])
    #expect(theirs.shape == [2, count, 7])

    let renderer = try ViewRenderer(recipe: .official(imageSize: size), channels: 3)
    var ours: [[[Double]]] = [[], []]
    for index in 0..<count {
      let pair = try renderer.preview(.decoded(images[index % images.count]), seed: 11, epoch: 0, index: index)
      for view in 0..<2 { ours[view].append(statistics(pair[view].image)) }
    }
    for view in 0..<2 {
      for (column, name) in Self.names.enumerated() {
        let mine = ours[view].map { $0[column] }
        let reference = (0..<count).map { theirs.values[(view * count + $0) * 7 + column] }
        let distance = Distribution.distance(mine, reference)
        #expect(distance < Distribution.bound(count: count), "\(name) of view \(view): \(distance)")
        let (a, b) = (Moments(mine), Moments(reference))
        let error = ((a.variance + b.variance) / Double(count)).squareRoot()
        // The means of two images of one law are farther apart than four standard errors once in 16,000 times.
        #expect(abs(a.mean - b.mean) < 4 * error, "\(name) of view \(view): \(a.mean) and \(b.mean), ± \(error)")
      }
    }
  }

  /// The mean and the variance of a sample.
  private struct Moments {
    let mean: Double
    let variance: Double

    init(_ values: [Double]) {
      let mean = values.reduce(0, +) / Double(values.count)
      self.mean = mean
      variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
  }
}
