import Randomness

extension Subset {
  /// Chooses `count` images of `base` at random, all of them if it has no more; below 1 is a usage error.
  public static func sample(_ base: any ImageDataset, count: Int, seed: UInt64) throws(DatasetError) -> Subset {
    guard count > 0 else { throw DatasetError(.usage, "\(count) images were asked for; ask for at least 1") }
    var order = Array(0..<base.count)
    var generator = SplitMix64(seed: seed, stream: 0)
    generator.shuffle(&order)
    return Subset(base, indices: order.prefix(count).sorted())
  }

  /// Chooses `fraction` of every class of `base`, at least one image of each; outside (0, 1] is a usage error.
  ///
  /// Images without a label count as one more class.
  public static func stratified(
    _ base: any ImageDataset, fraction: Double, seed: UInt64
  ) throws(DatasetError) -> Subset {
    guard fraction > 0, fraction <= 1 else {
      throw DatasetError(.usage, "the fraction of labels is \(fraction); give a number above 0, at most 1")
    }
    let (chosen, _) = split(base, seed: seed) { size in min(size, max(1, Int((fraction * Double(size)).rounded()))) }
    return Subset(base, indices: chosen)
  }

  /// Divides `base` into a part to train on and the part that `heldOut` asks for.
  ///
  /// A class of two images or more has at least one on each side; an image that is alone in its class stays in training.
  /// It is a usage error if nothing can be held out.
  public static func holdingOut(
    _ heldOut: HeldOut, of base: any ImageDataset
  ) throws(DatasetError) -> (train: Subset, test: Subset) {
    let (test, train) = split(base, seed: heldOut.seed) { size in
      min(size - 1, max(1, Int((heldOut.fraction * Double(size)).rounded())))
    }
    guard !test.isEmpty else {
      throw DatasetError(.usage, "no class has two images, so none can be held out for testing; add images")
    }
    return (Subset(base, indices: train), Subset(base, indices: test))
  }

  /// Draws `quota(size)` images from each class; both parts are in ascending order.
  private static func split(
    _ base: any ImageDataset, seed: UInt64, quota: (Int) -> Int
  ) -> (chosen: [Int], rest: [Int]) {
    var classes = [[Int]](repeating: [], count: base.classNames.count + 1)
    for index in 0..<base.count { classes[base.label(at: index).map { $0 + 1 } ?? 0].append(index) }
    var isChosen = [Bool](repeating: false, count: base.count)
    for (stream, var members) in classes.enumerated() where !members.isEmpty {
      var generator = SplitMix64(seed: seed, stream: UInt64(stream))
      generator.shuffle(&members)
      for index in members.prefix(quota(members.count)) { isChosen[index] = true }
    }
    return ((0..<base.count).filter { isChosen[$0] }, (0..<base.count).filter { !isChosen[$0] })
  }
}
