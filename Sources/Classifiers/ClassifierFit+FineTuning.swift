import Datasets
import Encoders
import Evaluation
import NN
import Runs
import Torch

extension ClassifierFit {
  /// A classifier for which the whole network is trained, as `FineTuner` does; the network that was loaded is changed.
  ///
  /// It is trained on four fifths of the images; the others tell how sure it may be, and what is unlike all that it knows.
  ///
  /// - Parameter settings: Those of the training; its share of labels is not used: all labels are.
  /// - Returns: The classifier with the network as it was trained.
  /// - Throws: `EvaluationError` for images of one class, or settings that make no sense; what loading throws.
  public func fineTuned(_ settings: FineTuneSettings) throws -> Classifier {
    let (names, classes) = try classes(of: (0..<images.count).map { images.label(at: $0) })
    var record = try record(.fineTuning, names, classes, .representation, skipped: 0)
    var settings = settings
    (settings.labelFraction, settings.seed) = (1, seed)
    record.fineTuning = settings
    let folds = try StratifiedSelection.folds(classes, count: Self.foldCount, seed: seed)
    let wanted = classes.indices.filter { folds[$0] == 0 }
    let seen = Set(classes.indices.filter { folds[$0] != 0 }.map { classes[$0] })
    // Every class is learned, also one with a single image.
    let outside = Set(wanted.filter { seen.contains(classes[$0]) })
    let inside = classes.indices.filter { !outside.contains($0) }
    let model = features.model
    let tuner = FineTuner(model.network.backbone, device: features.device, settings: settings)
    let head = try tuner.fit(
      Subset(images, indices: inside), classes: inside.map { classes[$0] }, classCount: names.count,
      preparation: model.preparation, options: features.options, progress: { try hooks.progress("fine-tuning", $0) })

    func representations(_ indices: [Int], _ what: String) throws -> (features: Tensor, classes: [Int]) {
      let found = try features.extractor(.representation).features(
        of: Subset(images, indices: indices), preparation: model.preparation, batchSize: features.batchSize,
        options: features.options, progress: { try hooks.progress(what, $0) })
      return (found.features, found.indices.map { classes[indices[$0]] })
    }
    return try withoutGradients {
      let learned = try representations(inside, "learned images")
      let dimension = learned.features.size(1)
      let map = LinearMap(
        mean: try Tensor.zeros([dimension]), scale: try Tensor.ones([dimension]), weight: head.weight, bias: head.bias)
      let standard = try FeatureStandardization(learned.features)
      let known = try known(
        learned.features, classes: learned.classes, mean: standard.mean, scale: standard.scale)
      var heldOut = HeldOutImages(classCount: names.count)
      if !outside.isEmpty {
        let unseen = try representations(outside.sorted(), "held-out images")
        try heldOut.add(unseen.features, classes: unseen.classes, { try map($0) }, known)
        record.skipped = classes.count - learned.classes.count - unseen.classes.count
      }
      record.images = learned.classes.count + heldOut.classes.count
      return try finished(
        model, .representation, map: map, known: known, heldOut: heldOut, how: "hold-out", record)
    }
  }
}
