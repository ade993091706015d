import Datasets

extension ImageDataset {
  /// The labels of all images; nil for an image without one.
  var labels: [Int?] { (0..<count).map { label(at: $0) } }
}
