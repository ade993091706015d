import Augmentation
import Images

/// The mean and the deviation of pixels over images, each of which counts the same.
public struct PixelStatistics {
  /// The number of images so far.
  public private(set) var count = 0
  private let channels: Int
  private let decoder: ImageDecoder
  /// Per channel, of values from 0 to 1: the sums of the images' means and of their mean squares.
  private var sums: [Double]
  private var squares: [Double]

  /// Statistics of images with 1 or 3 channels, whose values of more than 8 bits become 8 by `valueRange`.
  public init(channels: Int, valueRange: ValueRange = .full) {
    precondition(channels == 1 || channels == 3, "an image has 1 or 3 channels")
    self.channels = channels
    decoder = ImageDecoder(valueRange: valueRange)
    sums = [Double](repeating: 0, count: channels)
    squares = sums
  }

  /// Adds image `index` of a data set.
  ///
  /// - Throws: `badData` or `inputOutput` when the image cannot be read; nothing is added then.
  public mutating func add(_ index: Int, of dataset: any ImageDataset) throws(DatasetError) {
    do {
      switch try dataset.source(at: index) {
      case .decoded(let image):
        precondition(image.channels == channels, "the images have the data set's channels")
        add(image)
      case .encoded(let bytes): add(try decoder.decode(bytes, channels: channels))
      }
    } catch {
      throw .rendering(error, of: dataset.name(at: index))
    }
  }

  /// Adds an image.
  mutating func add(_ image: Image) {
    let pixels = Double(image.width * image.height)
    for channel in 0..<channels {
      var (sum, square) = (0, 0)
      image.pixels.withUnsafeBufferPointer { values in
        for i in stride(from: channel, to: values.count, by: channels) {
          let value = Int(values[i])
          sum += value
          square += value * value
        }
      }
      sums[channel] += Double(sum) / (255 * pixels)
      squares[channel] += Double(square) / (255 * 255 * pixels)
    }
    count += 1
  }

  /// The normalization that gives the images mean 0 and deviation 1.
  ///
  /// - Throws: `badData` when there were no images, or all pixels of a channel have one value.
  public func normalization() throws(DatasetError) -> Normalization {
    guard count > 0 else { throw DatasetError(.badData, "no image could be measured; check the data set") }
    let means = sums.map { $0 / Double(count) }
    let variances = zip(squares, means).map { $0 / Double(count) - $1 * $1 }
    guard variances.allSatisfy({ $0 > 1e-12 }) else {
      throw DatasetError(
        .badData, "all pixels of a channel are equal, so no deviation can become 1; check the data set")
    }
    return Normalization(mean: means.map(Float.init), std: variances.map { Float($0.squareRoot()) })
  }
}
