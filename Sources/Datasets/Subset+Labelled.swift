extension Subset {
  /// The images of `base` that have a class; `base` itself if all of them have one, or none has.
  public static func labelled(_ base: any ImageDataset) -> any ImageDataset {
    let labelled = (0..<base.count).filter { base.label(at: $0) != nil }
    return labelled.isEmpty || labelled.count == base.count ? base : Subset(base, indices: labelled)
  }
}
