/// The views of some images, on their way from the loader to training.
///
/// It never changes.
public final class ImageBatch: Sendable {
  /// View A and view B, `[N, H, W, C]` each, then the local ones with sides of their own; or view A alone.
  ///
  /// Row n of all shows the same image.
  public let views: [HostBuffer]
  /// The position in the data set of the image in each row.
  public let indices: [Int]
  /// The epoch, counted from 0.
  public let epoch: Int
  /// The batch within its epoch, counted from 0.
  public let step: Int
  /// How long the caller waited for this batch.
  public let waitSeconds: Double

  init(views: [HostBuffer], indices: [Int], epoch: Int, step: Int, waitSeconds: Double) {
    self.views = views
    self.indices = indices
    self.epoch = epoch
    self.step = step
    self.waitSeconds = waitSeconds
  }

  /// The number of images.
  public var count: Int { indices.count }
  /// The rows of views A and B.
  public var height: Int { views[0].shape[1] }
  /// The columns of views A and B.
  public var width: Int { views[0].shape[2] }
  /// 1 or 3.
  public var channels: Int { views[0].shape[3] }
}
