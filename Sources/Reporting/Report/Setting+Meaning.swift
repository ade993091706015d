import BarlowTwins
import Settings

extension Setting {
  /// What the setting means, in a sentence for help texts and reports.
  package var meaning: String {
    if let meaning = Self.meanings[name] { return meaning }
    let parameters = Registry.objectives.all.flatMap { $0.parameters }.filter { $0.name == name }
    var distinct: [String] = []
    for parameter in parameters where !distinct.contains(parameter.meaning) { distinct.append(parameter.meaning) }
    let sentence = distinct.joined(separator: ", or ")
    return sentence.prefix(1).uppercased() + sentence.dropFirst() + (sentence.isEmpty ? "" : ".")
  }

  private static let meanings = [
    "recipe":
      "The starting point: small, cifar, cifar-short, folder, folder-large, imagenet, vit, or a file of your own.",
    "from":
      "A run folder, a file of weights from anywhere, or the name of downloaded ones, to start from; random weights by default.",
    "partial":
      "Start from a file of weights that lacks some of the network or has more; what it lacks stays as initialized.",
    "backbone": "The network whose representation is kept.",
    "width": "The channels of its first stage; 64 is the published width, of convnext_tiny 96, of convnext_atto 40.",
    "stem": "How an image enters: 7×7 with pooling, 3×3, or 3×3 with stride 2.",
    "grid": "The side of the grid that features are averaged over; 1 is the whole image, as published.",
    "patchSize": "The side of a vision transformer's patches in pixels; 16 by default.",
    "positionSize":
      "The side of images that position embeddings are made for, others' are interpolated; 224 by default.",
    "dropPath":
      "The share of images that leave out the last block's residual branch in training, growing up to it; 0 by default.",
    "layerScale":
      "What the scales of a vision transformer's residual branches start at, such as 1e-5; 0, none, by default.",
    "registers": "Tokens of a vision transformer beside the class token that nothing is read from; 0 by default.",
    "positions":
      "The tokens of a vision transformer that have a position embedding; all, but for registers, by default.",
    "projector": "The widths of the projector's layers; the last is the embedding dimension.",
    "objective": "What is minimized.",
    "twins": "One network for both views, or one each.",
    "imageSize": "The side of a view in pixels.",
    "progressiveSize": "The side of a view in the first part of the training, where steps take less time.",
    "progressiveShare": "The share of the training at it; 0.7 by default.",
    "localCrops": "Local crops of an image beside its two views, compared with both; 0 by default.",
    "localCropSize": "The side of a local crop in pixels; as 96 is to 224 by default.",
    "valueRange": "What becomes black and white of values of more than 8 bits; full by default.",
    "batchSize": "Images in a batch.",
    "epochs": "How often each image is seen.",
    "minutes": "How long to train, instead of epochs.",
    "optimizer": "The rule that changes the weights.",
    "learningRate": "The base rate of weights, multiplied by batch/256.",
    "biasLearningRate": "The base rate of biases and norms, multiplied by batch/256.",
    "weightDecay": "The decay of weights; biases and norms are never decayed.",
    "warmupEpochs": "Epochs over which the rate rises from 0.",
    "precision": "Of products and convolutions; auto is bf16 where the processor has it.",
    "device": "Where to train.",
    "workers": "Threads that prepare images; 0 prepares them between steps.",
    "threads": "Threads that compute: one for each view, the rest divided among them.",
    "accumulate":
      "Micro-batches that go through the backbone one after the other: the loss of the whole batch in less memory.",
    "recompute":
      "Keep less of the way through the backbone and compute it again on the way back: less memory, more time.",
    "compress": "How processes that train together send gradients: as they are, or in half the bytes.",
    "seed": "The source of all randomness.",
    "maxImages": "Train on a random subset of this many images.",
    "checkpointEvery": "Steps between checkpoints; by default one after a minute, then one every five minutes.",
    "monitor": "What to watch: diagnosis of the embeddings (default), kNN on images held out, both, or nothing.",
    "monitorEvery": "Steps between two measurements; by default as many as take 2 % of the time.",
    "keepBest":
      "Keep the weights of the best measurement in RUN/best, by the kNN if it is watched, else by a score without labels.",
    "usualFeatures":
      "What commands read of the network unless told otherwise; whitened by statistics of the training images, or as it is.",
    "onBadImage": "What to do with an image that cannot be read.",
  ]
}
