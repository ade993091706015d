import Augmentation
import BarlowTwins
import Foundation

extension ObjectiveParameter.Context {
  /// What a configuration tells of it.
  init(_ views: TwoViewRecipe, _ projector: [Int]) {
    self.init(dimension: projector.last ?? 0, imageSize: views.imageSize)
  }
}

extension Objective {
  /// The number of each parameter: the given one, or the one that suits.
  static func numbers(_ given: [String: Double], in context: ObjectiveParameter.Context) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, given[$0.name] ?? $0.suggestion(context).value) })
  }

  /// The objective with a number for each parameter.
  init(_ numbers: [String: Double]) throws {
    self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(numbers))
  }

  /// The number of each parameter.
  var numbers: [String: Double] {
    get throws { try JSONDecoder().decode([String: Double].self, from: JSONEncoder().encode(self)) }
  }
}
