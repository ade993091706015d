import Files
import Foundation

/// Where the features in a file come from: in the metadata of a safetensors file, in a file beside others.
public struct FeatureOrigin: Codable, Equatable, Sendable {
  /// What they are: `representation`, `whitened` or `embedding`.
  public let features: String
  /// The run folder of the model.
  public let model: String
  /// The steps of training behind the model; nil where it is not known.
  public let step: Int?
  /// The data as its user named it.
  public let data: String
  /// The number of rows, by which a file that was replaced is told from the one that this is about.
  public let images: Int
  /// The number of features.
  public let dimension: Int

  public init(features: String, model: String, step: Int?, data: String, images: Int, dimension: Int) {
    self.features = features
    self.model = model
    self.step = step
    self.data = data
    self.images = images
    self.dimension = dimension
  }

  /// The key of a safetensors file's metadata.
  package static let key = "origin"

  /// The file beside one that has no room for it.
  package static func file(beside path: String) -> String {
    (path as NSString).deletingPathExtension + ".origin.json"
  }

  /// The origin as JSON with its keys in order.
  package var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// Writes the file beside one with features.
  package func write(beside path: String) throws {
    try AtomicFile.write(Data((json + "\n").utf8), to: Self.file(beside: path))
  }

  /// The origin that a text tells of features of some shape; nil if it is of others or no origin.
  static func parse(_ text: String?, images: Int, dimension: Int) -> FeatureOrigin? {
    guard let text, let origin = try? JSONDecoder().decode(FeatureOrigin.self, from: Data(text.utf8)),
      origin.images == images, origin.dimension == dimension
    else { return nil }
    return origin
  }
}
