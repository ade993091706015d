import Datasets
import FeatureTestSupport
import Images
import NN
import Synchronization
import Testing
import Torch

@testable import Evaluation

/// What the seed of fine-tuning decides, each by itself.
@Suite struct FineTuneSeedTests {
  /// Pictures of one colour for each class, which every crop and flip leaves as they are, and a note of those that were read.
  private final class NotedPictures: ImageDataset {
    let count = 30
    let channels = 3
    let classNames = ["red", "green", "blue"]
    private let read = Mutex<[Int]>([])

    /// The positions of the pictures that were read, in order.
    var order: [Int] { read.withLock { $0 } }
    func label(at index: Int) -> Int? { index % 3 }
    func name(at index: Int) -> String { "picture-\(index)" }
    func source(at index: Int) throws(DatasetError) -> ImageSource {
      read.withLock { $0.append(index) }
      let pixels = (0..<(8 * 8 * 3)).map { UInt8($0 % 3 == index % 3 ? 200 : 40) }
      return .decoded(Image(width: 8, height: 8, channels: 3, pixels: pixels))
    }
  }

  private func run(_ seed: UInt64, labels: Double) throws -> (order: [Int], loss: Double) {
    let pictures = NotedPictures()
    let backbone = try ResNet(
      ResNetConfiguration(variant: .resnet10, width: 4, stem: .cifar), from: ParameterSource(seed: 1))
    // Rates of 0, so that the loss is that of the classifier as it starts.
    let settings = FineTuneSettings(
      labelFraction: labels, epochs: 1, backboneLearningRate: 0, headLearningRate: 0, batchSize: 30, seed: seed)
    let result = try FineTuner(backbone, settings: settings).evaluate(
      training: pictures, test: PictureSet(count: 3), preparation: PictureSet.preparation,
      options: PictureSet.options())
    return (pictures.order, result.finalLoss)
  }

  @Test func theChoiceOfLabels() throws {
    let sets = try (0..<3).map { Set(try run($0, labels: 0.4).order) }
    #expect(sets.allSatisfy { $0.count == 12 } && Set(sets).count > 1)
    #expect(try Set(run(0, labels: 0.4).order) == sets[0])
  }

  @Test func theOrderOfImagesAndTheClassifier() throws {
    let (first, second, again) = try (run(0, labels: 1), run(1, labels: 1), run(0, labels: 1))
    #expect(first.order.sorted() == Array(0..<30) && first.order != second.order)
    // All images are in the one batch, and views of an even colour are alike: only the classifier is another.
    #expect(abs(first.loss - second.loss) > 1e-5)
    #expect(again == first)
  }
}
