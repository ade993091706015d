import Torch

/// A vision transformer without its classifier: images `[N, C, H, W]` in, representations `[N, featureCount]` out.
///
/// The representation is the class token after the last normalization. Architecture, initialization and state keys are timm's
/// (Dosovitskiy et al., arXiv 2010.11929). Images may have any size: position embeddings of another grid of patches than that
/// which they are made for are interpolated, bicubically and against aliasing, as timm's `dynamic_img_size` does.
public final class VisionTransformer: Backbone {
  public let configuration: any BackboneConfiguration
  /// The token that becomes the representation, `[1, 1, C]`.
  package let classToken: Tensor
  /// The embeddings of the class token's place and then of the patches', row by row, `[1, 1 + grid², C]`.
  package let positions: Tensor
  /// The patches along a side of the images that position embeddings are made for.
  package let positionGrid: Int
  package let patches: PatchEmbedding
  package let blocks: [TransformerBlock]
  package let norm: LayerNorm

  public init(_ configuration: VisionTransformerConfiguration, from source: ParameterSource) throws {
    precondition(configuration.patchSize > 0 && configuration.inputChannels > 0, "patches have pixels")
    self.configuration = configuration
    let (variant, grid) = (configuration.variant, configuration.positionGrid)
    let features = variant.features
    positionGrid = grid
    // timm draws it so small that all images start with nearly the same token.
    classToken = try source.normal([1, 1, features], std: 1e-6)
    positions = try source.normal([1, 1 + grid * grid, features], std: 0.02)
    patches = try PatchEmbedding(
      inputChannels: configuration.inputChannels, features: features, patchSize: configuration.patchSize, from: source)
    blocks = try (0..<variant.blockCount).map { index in
      try TransformerBlock(
        features, heads: variant.heads, index: index,
        dropRate: DropPath.rate(ofBlock: index, of: variant.blockCount, last: configuration.dropPath), from: source)
    }
    norm = try LayerNorm(features, from: source)
  }

  public var parameters: [(name: String, tensor: Tensor)] { [("cls_token", classToken), ("pos_embed", positions)] }
  public var undecayed: [String] { ["cls_token", "pos_embed"] }
  public var children: [(name: String, module: any Module)] {
    [("patch_embed", patches), ("blocks", Sequential(blocks)), ("norm", norm)]
  }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    let embedded = try patches(input, mode: mode)
    let (rows, columns) = (embedded.size(2), embedded.size(3))
    let images = input.size(0)
    let token = try classToken.expand([images, 1, classToken.size(2)])
    // Tokens add up in single precision, whatever that of the products.
    let dtype = try classToken.dtype
    var value = try Tensor.cat([token, embedded.flatten(2).transpose(1, 2).to(dtype)], 1)
    value = try value + positionEmbeddings(rows: rows, columns: columns)
    for block in blocks { value = try block(value, mode: mode) }
    // Each token is normalized on its own, and no other one is needed.
    return try norm(value.narrow(1, start: 0, length: 1), mode: mode).flatten(1)
  }

  /// The position embeddings `[1, 1 + rows·columns, C]` of a grid of patches.
  package func positionEmbeddings(rows: Int, columns: Int) throws -> Tensor {
    guard rows != positionGrid || columns != positionGrid else { return positions }
    let (grid, features) = (positionGrid, positions.size(2))
    let plane = try positions.narrow(1, start: 1, length: grid * grid).reshape([1, grid, grid, features])
      .permute([0, 3, 1, 2])
    let resized = try plane.interpolateBicubic(height: rows, width: columns).permute([0, 2, 3, 1])
      .reshape([1, rows * columns, features])
    return try Tensor.cat([positions.narrow(1, start: 0, length: 1), resized], 1)
  }
}
