import TestSupport

/// What the plain algorithms give.
enum SelectionReference {
  static func run(_ clouds: FeatureClouds, start: [Int] = [], count: Int = 1, k: Int, labels: [Int]? = nil) throws
    -> [String: ReferenceArray]
  {
    try PythonReference.run(
      "selection.py",
      [
        "rows": ReferenceArray(clouds.rows), "start": ReferenceArray(start), "count": ReferenceArray(Double(count)),
        "k": ReferenceArray(Double(k)), "labels": ReferenceArray(labels ?? clouds.groups),
      ])
  }
}
