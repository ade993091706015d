/// What is watched during training, by name.
public enum MonitorName: String, CaseIterable, Sendable, Codable {
  /// Nothing.
  case off
  /// The diagnosis of the embeddings, without labels.
  case diagnosis
  /// How well neighbours tell the class of images that are held out.
  case knn
  /// Both.
  case both

  /// Whether the diagnosis of the embeddings is watched.
  public var diagnoses: Bool { self == .diagnosis || self == .both }
  /// Whether the vote of neighbours is watched, for which images are held out.
  public var watchesNeighbors: Bool { self == .knn || self == .both }
}
