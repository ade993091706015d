import Augmentation
import Datasets
import Encoders
import Evaluation
import Formatting
import Images
import NN
import Runs
import Torch

/// Makes classifiers on a network: learns classes from labelled images, and holds some out to learn how sure it may be.
public struct ClassifierFit {
  /// The features of the network.
  public let features: EncoderFeatures
  /// The labelled images; those without a class are left out.
  public let images: any ImageDataset
  /// The seed of every choice.
  public var seed: UInt64
  let hooks: EvaluationHooks
  /// The number of images that were left out because they have no class.
  public let unlabelled: Int
  /// What the network and the data are called in the record.
  let (model, data): (String, String)

  /// From here on a fifth is held out once; under it every image has its turn.
  static let leastForHoldOut = 10_000
  static let foldCount = 5

  /// - Parameters:
  ///   - features: The features of the network.
  ///   - images: The images, some of them with a class.
  ///   - model: The network as it is to be called.
  ///   - data: The images as they are to be called.
  ///   - seed: The seed of every choice.
  ///   - hooks: Told what is done; may stop it.
  public init(
    _ features: EncoderFeatures, images: any ImageDataset, model: String, data: String, seed: UInt64 = 0,
    hooks: EvaluationHooks = EvaluationHooks()
  ) {
    self.features = features
    let labelled = Subset.labelled(images)
    self.images = labelled
    unlabelled = images.count - labelled.count
    (self.model, self.data, self.seed, self.hooks) = (model, data, seed, hooks)
  }

  /// The classes of some images, of which there must be two, from 0 without gaps.
  ///
  /// - Throws: `EvaluationError` for images without classes or of one class only.
  func classes(of labels: [Int?]) throws -> (names: [String], classes: [Int]) {
    let labels = try labels.requireLabels(
      of: "labelled", remedy: "put each class into a folder of its own, or give --label-file")
    let index = ClassIndex(labels)
    let names = index.labels.map { images.classNames.indices.contains($0) ? images.classNames[$0] : String($0) }
    guard names.count > 1 else {
      throw EvaluationError(
        .badData,
        "all \(labels.count) labelled images of \(data) are of one class\(names.first.map { ", \($0)" } ?? ""); a classifier needs two"
      )
    }
    return (names, labels.compactMap { index.position(of: $0) })
  }

  /// A classifier on features that stay as they are: logistic regression, its penalty chosen within the images.
  ///
  /// - Parameters:
  ///   - kind: What the features are.
  ///   - l2: The penalty; nil to choose it.
  /// - Returns: The classifier, fitted to all labelled images.
  /// - Throws: `EvaluationError` for images of one class; what computing features throws.
  public func linear(_ kind: FeatureKind, l2: Double? = nil) throws -> Classifier {
    let found = try features.features(
      of: images, kind, report: { hooks.report("labelled images", $0) },
      progress: { try hooks.progress("labelled images", $0) })
    let (names, classes) = try classes(of: found.labels)
    return try withoutGradients {
      let whole = try LinearClassifier(
        fitting: found.features, classes: classes, classCount: names.count, l2: l2, seed: seed,
        progress: { try hooks.progress("classifier", $0) })
      let isHoldOut = classes.count >= Self.leastForHoldOut
      var heldOut = HeldOutImages(classCount: names.count)
      let folds = try StratifiedSelection.folds(classes, count: Self.foldCount, seed: seed)
      for fold in 0..<(isHoldOut ? 1 : Self.foldCount) {
        let inside = classes.indices.filter { folds[$0] != fold }
        let seen = Set(inside.map { classes[$0] })
        // Of a class without another image nothing could be known.
        let outside = classes.indices.filter { folds[$0] == fold && seen.contains(classes[$0]) }
        guard !outside.isEmpty, seen.count > 1 else { continue }
        let rows = try found.features.rows(inside)
        let part = try LinearClassifier(
          fitting: rows, classes: inside.map { classes[$0] }, classCount: names.count, l2: whole.l2, seed: seed,
          progress: { try hooks.progress("held-out images, part \(fold + 1)", $0) })
        let map = try part.linearMap()
        let known = try known(rows, classes: inside.map { classes[$0] }, mean: map.mean, scale: map.scale)
        try heldOut.add(found.features.rows(outside), classes: outside.map { classes[$0] }, part.scores, known)
      }
      let map = try whole.linearMap()
      let known = try known(found.features, classes: classes, mean: map.mean, scale: map.scale)
      var record = try record(.logisticRegression, names, classes, kind, skipped: found.skipped.count)
      (record.l2, record.selection) = (whole.l2, whole.selection)
      return try finished(
        features.model, kind,
        map: LinearMap(
          mean: map.mean.flatten().to(.float32), scale: map.scale.flatten().to(.float32),
          weight: map.weight.to(.float32), bias: map.bias.to(.float32)),
        known: known, heldOut: heldOut, how: isHoldOut ? "hold-out" : "cross-validation", record)
    }
  }

  /// The images that are kept to tell what is known, a choice of every class.
  ///
  /// `mean` and `scale` `[1, D]` are those that standardize features.
  func known(_ features: Tensor, classes: [Int], mean: Tensor, scale: Tensor) throws -> KnownImages {
    let share = Double(KnownImages.mostImages) / Double(max(classes.count, 1))
    let rows =
      try share >= 1 ? features : features.rows(StratifiedSelection.sample(classes, fraction: share, seed: seed))
    return try KnownImages(rows, mean: mean.flatten().to(.float32), scale: scale.flatten().to(.float32))
  }

  func record(_ method: ClassifierRecord.Method, _ names: [String], _ classes: [Int], _ kind: FeatureKind, skipped: Int)
    throws -> ClassifierRecord
  {
    var perClass = [Int](repeating: 0, count: names.count)
    for number in classes { perClass[number] += 1 }
    return ClassifierRecord(
      method: method, classes: names, features: kind.rawValue, model: model,
      modelFingerprint: try features.model.network.backbone.fingerprint(), data: data, images: classes.count,
      imagesPerClass: perClass, unlabelled: unlabelled, skipped: skipped, seed: seed, heldOut: "none", temperature: 1,
      knownImages: 0)
  }

  /// The classifier with what the held-out images tell.
  func finished(
    _ model: EncoderModel, _ kind: FeatureKind, map: LinearMap, known: KnownImages, heldOut: HeldOutImages, how: String,
    _ record: ClassifierRecord
  ) throws -> Classifier {
    var record = record
    record.knownImages = known.count
    if heldOut.isEnough {
      record.heldOut = how
      record.temperature = try Temperature.fit(heldOut.scores(), classes: heldOut.classes)
      (record.uncalibrated, record.calibrated) = (try heldOut.uncalibrated(), try heldOut.calibrated())
    }
    record.threshold = KnownImages.threshold(of: heldOut.distances)
    return Classifier(
      model, features: kind, map: map, known: known.with(threshold: record.threshold), record: record)
  }
}

extension Tensor {
  /// Some rows, in that order.
  func rows(_ indices: [Int]) throws -> Tensor { try indexSelect(0, Tensor.from(indices, shape: [indices.count])) }
}
