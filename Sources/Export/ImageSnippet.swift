import Encoders
import Weights

/// Lines of Python that prepare `photo.jpg` as a model takes it.
struct ImageSnippet {
  private let preparation: WeightsDescription.Preparation
  private let isGrey: Bool

  init(_ model: EncoderModel) {
    preparation = WeightsDescription(of: model).preparation
    isGrey = model.record.channels == 1
  }

  private var filter: String { preparation.interpolation.uppercased() }
  private var open: String { "Image.open(\"photo.jpg\").convert(\"\(isGrey ? "L" : "RGB")\")" }
  private func list(_ values: [Float]) -> String { "[\(values.map { "\($0)" }.joined(separator: ", "))]" }

  /// A tensor `[1, channels, side, side]` named `images`, by torchvision.
  var torchvision: [String] {
    [
      "transform = T.Compose([T.Resize(\(preparation.resizeTo), T.InterpolationMode.\(filter)), T.CenterCrop(\(preparation.imageSize)), T.ToTensor(), "
        + "T.Normalize(\(list(preparation.mean)), \(list(preparation.std)))])",
      "images = transform(\(open))[None]",
    ]
  }

  /// Bytes `[1, side, side, channels]` named `images`, by Pillow: the same pixels as torchvision's.
  var bytes: [String] {
    let (side, resize) = (preparation.imageSize, preparation.resizeTo)
    let channel = isGrey ? "[..., None]" : ""
    return [
      "image = \(open); short = min(image.size)",
      "image = image.resize([\(resize) * side // short for side in image.size], Image.Resampling.\(filter))",
      "x, y = [round((side - \(side)) / 2) for side in image.size]",
      "images = np.asarray(image.crop((x, y, x + \(side), y + \(side))))\(channel)[None]",
    ]
  }
}
