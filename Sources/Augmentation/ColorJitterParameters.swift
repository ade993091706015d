/// One draw of a `ColorJitter`.
public struct ColorJitterParameters: Sendable, Equatable {
  /// One of the four changes.
  public enum Operation: String, Sendable, CaseIterable {
    case brightness, contrast, saturation, hue
  }

  /// The brightness factor; nil leaves brightness alone.
  public var brightness: Double?
  /// The contrast factor; nil leaves contrast alone.
  public var contrast: Double?
  /// The saturation factor; nil leaves saturation alone.
  public var saturation: Double?
  /// The hue's shift as a share of the colour circle; nil leaves hue alone.
  public var hue: Double?
  /// Which of the `orders` is used.
  public var orderIndex: Int

  /// The four operations in the order of application.
  public var order: [Operation] { ColorJitterParameters.orders[orderIndex] }

  /// All 24 orders of the four operations.
  public static let orders: [[Operation]] = permutations(Operation.allCases)

  /// A draw with given values.
  public init(brightness: Double?, contrast: Double?, saturation: Double?, hue: Double?, orderIndex: Int = 0) {
    precondition(ColorJitterParameters.orders.indices.contains(orderIndex), "there are 24 orders")
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
    self.hue = hue
    self.orderIndex = orderIndex
  }

  private static func permutations(_ items: [Operation]) -> [[Operation]] {
    guard items.count > 1 else { return [items] }
    return items.indices.flatMap { first in
      var rest = items
      let item = rest.remove(at: first)
      return permutations(rest).map { [item] + $0 }
    }
  }
}
