import Torch

/// What classifiers that had not seen some images say of them: from it one learns how sure a classifier of the kind may be.
struct HeldOutImages {
  private let classCount: Int
  private var parts: [Tensor] = []
  /// The class of each image, from 0.
  private(set) var classes: [Int] = []
  /// The distance of each to what its classifier knows.
  private(set) var distances: [Double] = []

  /// Fewer images tell nothing of probabilities.
  private static let least = 20

  init(classCount: Int) { self.classCount = classCount }

  /// Whether there are enough to learn from.
  var isEnough: Bool { classes.count >= Self.least }

  /// The scores `[N, classes]` in double precision.
  func scores() throws -> Tensor { try Tensor.cat(parts) }

  /// Adds images with features `[N, D]` of given classes, by the scores of a classifier that has not seen them.
  mutating func add(_ features: Tensor, classes: [Int], _ scores: (Tensor) throws -> Tensor, _ known: KnownImages)
    throws
  {
    parts.append(try scores(features).to(.float64))
    self.classes += classes
    // In blocks: each is compared with thousands of images.
    for start in stride(from: 0, to: classes.count, by: 1024) {
      let length = min(1024, classes.count - start)
      distances += try known.distances(of: features.narrow(start: start, length: length))
    }
  }

  /// How probabilities without a temperature do.
  func uncalibrated() throws -> Calibration { try Calibration(scores().softmax(1), classes: classes) }

  /// How probabilities with a temperature do: each half of the images with the temperature that the other half gives.
  func calibrated() throws -> Calibration {
    let scores = try scores()
    let halves = (0..<2).map { half in classes.indices.filter { $0 % 2 == half } }
    let probabilities = try Tensor.cat(
      [(halves[0], halves[1]), (halves[1], halves[0])].map { own, other in
        let temperature = try Temperature.fit(scores.rows(other), classes: other.map { classes[$0] })
        return try (scores.rows(own) / temperature).softmax(1)
      })
    return try Calibration(probabilities, classes: (halves[0] + halves[1]).map { classes[$0] })
  }
}
