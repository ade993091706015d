/// A dense array that crosses between a test and a Python reference: row-major values in double precision.
public struct ReferenceArray: Sendable, Equatable {
  /// The extent of each dimension; empty for a scalar.
  public let shape: [Int]
  /// `shape.reduce(1, *)` values.
  public let values: [Double]

  public init(shape: [Int], values: [Double]) {
    precondition(values.count == shape.reduce(1, *), "a reference array has as many values as its shape says")
    self.shape = shape
    self.values = values
  }

  public init(_ scalar: Double) { self.init(shape: [], values: [scalar]) }
}

extension ReferenceArray {
  /// Whole numbers.
  public init(_ values: [Int]) { self.init(shape: [values.count], values: values.map(Double.init)) }
}
