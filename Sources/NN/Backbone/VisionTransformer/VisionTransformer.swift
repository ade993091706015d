import Torch

/// A vision transformer without its classifier: images `[N, C, H, W]` in, representations `[N, featureCount]` out.
///
/// The representation is the class token after the last normalization. Architecture, initialization and state keys are timm's
/// (Dosovitskiy et al., arXiv 2010.11929). Images may have any size: position embeddings of another grid of patches than that
/// which they are made for are interpolated, bicubically and against aliasing, as timm's `dynamic_img_size` does.
///
/// Layer scale, registers and a class token without a position make it the network of DINOv2 (arXiv 2304.07193, 2309.16588). Registers
/// are tokens beside the class token that have no position; nothing is read from them.
public final class VisionTransformer: Backbone {
  public let configuration: any BackboneConfiguration
  /// The token that becomes the representation, `[1, 1, C]`.
  package let classToken: Tensor
  /// The tokens that lie between it and the patches, `[1, R, C]`; nil for none.
  package let registers: Tensor?
  /// The embeddings of the class token's place, if it has one, and then of the patches', row by row, `[1, 1 + grid², C]` or
  /// `[1, grid², C]`.
  package let positions: Tensor
  /// The patches along a side of the images that position embeddings are made for.
  package let positionGrid: Int
  /// Whether the first of ``positions`` is that of the class token.
  package let hasClassPosition: Bool
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
    registers =
      configuration.registers > 0 ? try source.normal([1, configuration.registers, features], std: 1e-6) : nil
    hasClassPosition = configuration.positions == .all
    positions = try source.normal([1, (hasClassPosition ? 1 : 0) + grid * grid, features], std: 0.02)
    patches = try PatchEmbedding(
      inputChannels: configuration.inputChannels, features: features, patchSize: configuration.patchSize, from: source)
    blocks = try (0..<variant.blockCount).map { index in
      try TransformerBlock(
        features, heads: variant.heads, index: index, layerScale: configuration.layerScale,
        dropRate: DropPath.rate(ofBlock: index, of: variant.blockCount, last: configuration.dropPath), from: source)
    }
    norm = try LayerNorm(features, from: source)
  }

  public var parameters: [(name: String, tensor: Tensor)] {
    [("cls_token", classToken)] + (registers.map { [("reg_token", $0)] } ?? []) + [("pos_embed", positions)]
  }
  public var undecayed: [String] { parameters.map(\.name) }
  public var children: [(name: String, module: any Module)] {
    [("patch_embed", patches), ("blocks", Sequential(blocks)), ("norm", norm)]
  }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try throughSegments(input, mode: mode)
  }

  /// The tokens of an image, each block, the class token's normalization.
  public var segments: [Segment] {
    [{ try self.tokens($0, mode: $1) }] + blocks.map { block in { try block($0, mode: $1) } }
      + [
        // Each token is normalized on its own, and no other one is needed.
        { try self.norm($0.narrow(1, start: 0, length: 1), mode: $1).flatten(1) }
      ]
  }

  /// The tokens `[N, tokens, C]` of images in their places.
  private func tokens(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    let embedded = try patches(input, mode: mode)
    let (rows, columns) = (embedded.size(2), embedded.size(3))
    let images = input.size(0)
    // Tokens add up in single precision, whatever that of the products.
    var value = try embedded.flatten(2).transpose(1, 2).to(classToken.dtype)
    func forEachImage(_ tokens: Tensor) throws -> Tensor {
      try tokens.expand([images, tokens.size(1), tokens.size(2)])
    }
    if hasClassPosition, registers == nil {
      value = try Tensor.cat([forEachImage(classToken), value], 1) + positionEmbeddings(rows: rows, columns: columns)
    } else {
      value = try value + patchPositions(rows: rows, columns: columns)
      value = try Tensor.cat(
        [forEachImage(placedClassToken)] + (registers.map { [try forEachImage($0)] } ?? []) + [value], 1)
    }
    return value
  }

  /// The class token with the embedding of its place, if it has one, `[1, 1, C]`.
  package var placedClassToken: Tensor {
    get throws { hasClassPosition ? try classToken + positions.narrow(1, start: 0, length: 1) : classToken }
  }

  /// The position embeddings of a grid of patches, behind that of the class token if it has one: `[1, 1 + rows·columns, C]` or
  /// `[1, rows·columns, C]`.
  package func positionEmbeddings(rows: Int, columns: Int) throws -> Tensor {
    guard rows != positionGrid || columns != positionGrid else { return positions }
    let patches = try patchPositions(rows: rows, columns: columns)
    return hasClassPosition ? try Tensor.cat([positions.narrow(1, start: 0, length: 1), patches], 1) : patches
  }

  /// The position embeddings `[1, rows·columns, C]` of a grid of patches.
  package func patchPositions(rows: Int, columns: Int) throws -> Tensor {
    let (grid, features) = (positionGrid, positions.size(2))
    let own = try positions.narrow(1, start: hasClassPosition ? 1 : 0, length: grid * grid)
    guard rows != grid || columns != grid else { return own }
    return try own.reshape([1, grid, grid, features]).permute([0, 3, 1, 2])
      .interpolateBicubic(height: rows, width: columns).permute([0, 2, 3, 1]).reshape([1, rows * columns, features])
  }
}
