import Torch

/// The linear map of an image's patches to tokens: images `[N, C, H, W]` to `[N, D, rows, columns]`.
///
/// An image whose side is no multiple of a patch's is filled up with zeros at the right and at the bottom, as timm's
/// `dynamic_img_pad` does.
package final class PatchEmbedding: Module {
  package let projection: Conv2d
  package let patchSize: Int

  init(inputChannels: Int, features: Int, patchSize: Int, from source: ParameterSource) throws {
    self.patchSize = patchSize
    projection = try Conv2d(
      inputChannels, features, kernel: patchSize, stride: patchSize, bias: true, initialization: .fanIn, from: source)
  }

  package var children: [(name: String, module: any Module)] { [("proj", projection)] }

  package func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try projection(filledUp(filledUp(input, 2), 3), mode: mode)
  }

  private func filledUp(_ images: Tensor, _ dimension: Int) throws -> Tensor {
    let excess = images.size(dimension) % patchSize
    guard excess > 0 else { return images }
    var shape = images.shape
    shape[dimension] = patchSize - excess
    return try Tensor.cat(
      [images, Tensor.zeros(shape, dtype: images.dtype, device: images.device)], dimension)
  }
}
