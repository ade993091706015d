import Encoders
import Evaluation
import Foundation
import Runs
import TensorFiles
import Torch

/// `barlow neighbors --index FILE`: the most similar images of an index, whose image files need not be there.
enum IndexNeighbors {
  /// What was found.
  private struct Summary: Encodable {
    let index: String
    let features: String
    let images: Int
    let dimension: Int
    let k: Int
    /// How long it took to open the index.
    let loadSeconds: Double
    /// How long the search itself took for all queries, which includes reading of the index what is not in memory yet.
    let searchSeconds: Double
    let queries: [Answer]
  }

  private struct Answer: Encodable {
    let query: String
    let neighbors: [IndexSearch.Neighbor]
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let unused = [NeighborsCommand.output, EmbedCommand.split, ModelOptions.maxImages] + DataOptions.all
    if let flag = unused.first(where: arguments.has) {
      throw UsageError("\(flag.flag) needs the images; give \(NeighborsCommand.data.flag) too, or leave it out")
    }
    Interruption.listen()
    let clock = ContinuousClock()
    let start = clock.now
    let index = try FeatureIndex(contentsOf: arguments.value(NeighborsCommand.index) ?? "")
    let loadSeconds = (clock.now - start) / .seconds(1)
    let words = arguments.positional
    let k = try arguments.integer(NeighborsCommand.k, in: 1...1024) ?? min(8, max(index.count - 1, 1))
    let search = try IndexSearch(index)
    let rows = index.rows(named: Set(words))
    let known = words.map { rows[$0] }
    let features = try queries(words, known, search, index, arguments)
    let searchStart = clock.now
    let found = try search.neighbors(of: features, k: k, leavingOut: known) { _ in try Interruption.check() }
    let searchSeconds = (clock.now - searchStart) / .seconds(1)
    let answers = zip(words, found).map { Answer(query: $0, neighbors: $1) }
    if arguments.has(.json) {
      try Terminal.output(
        json: Summary(
          index: index.path, features: index.kind, images: index.count, dimension: index.dimension, k: k,
          loadSeconds: loadSeconds, searchSeconds: searchSeconds, queries: answers))
    } else {
      Terminal.output(answers.map(text).joined(separator: "\n"))
      Terminal.output(
        String(
          format: "%@: %d images searched in %.3f s, opened in %.3f s", index.path, index.count, searchSeconds,
          loadSeconds))
    }
    return .done
  }

  /// The features of the queries: those that the index holds of its images, and those of image files by the model.
  private static func queries(
    _ words: [String], _ known: [Int?], _ search: IndexSearch, _ index: FeatureIndex, _ arguments: Arguments
  ) throws -> Tensor {
    let files = zip(words, known).filter { $1 == nil }.map(\.0)
    let stored = known.compactMap { $0 }
    guard !files.isEmpty else { return try search.features(of: stored) }
    guard arguments.has(ModelOptions.model) else {
      throw UsageError(
        "\(files[0]) is no image of \(index.path); give \(ModelOptions.model.flag), to compute its features, or a name in the index"
      )
    }
    let options = try options(arguments, for: index)
    let computed = try options.extract(QueryImages(files, valueRange: options.valueRange), "queries").features
    guard computed.size(1) == index.dimension else {
      throw EvaluationError(
        .badData, "\(index.path) holds \(index.dimension) features of each image, not \(computed.size(1))")
    }
    let result = try Tensor.empty([words.count, index.dimension])
    let own = try stored.isEmpty ? computed : search.features(of: stored)
    var (nextStored, nextComputed) = (0, 0)
    for (row, place) in known.enumerated() {
      let source = place == nil ? computed : own
      let from = place == nil ? nextComputed : nextStored
      try result.narrow(start: row, length: 1).copy(from: source.narrow(start: from, length: 1))
      if place == nil { nextComputed += 1 } else { nextStored += 1 }
    }
    return result
  }

  /// The model of the command line, which must be that of the index.
  static func options(_ arguments: Arguments, for index: FeatureIndex) throws -> ModelOptions {
    guard let kind = FeatureKind(rawValue: index.kind) else {
      throw EvaluationError(.badData, "\(index.path) holds features of an unknown kind, \(index.kind); make it again")
    }
    if let named = try arguments.choice(ModelOptions.features, FeatureKind.self), named != kind {
      throw UsageError(
        "\(index.path) holds features of the kind \(kind.rawValue); leave out \(ModelOptions.features.flag)")
    }
    let options = try ModelOptions(arguments, kind: kind)
    try IndexSearch.require(index, by: options.features.model, kind, path: options.path)
    return options
  }

  private static func text(_ answer: Answer) -> String {
    let lines = answer.neighbors.map { neighbor in
      "  \(NeighborsCommand.decimals(neighbor.similarity))  \(neighbor.name)"
        + (neighbor.label.map { "  (\($0))" } ?? "")
    }
    return ([answer.query] + lines).joined(separator: "\n")
  }
}
