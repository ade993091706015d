import Augmentation
import Images
import Testing

/// Views that were published once must stay as they are: whoever repeats a run with its seed gets its bytes.
@Suite struct PinnedViewsTests {
  /// The 64-bit FNV-1a hash of the bits of all values.
  private func hash(_ values: [Float], _ start: UInt64) -> UInt64 {
    values.reduce(start) { state, value in
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes in
        bytes.reduce(state) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
      }
    }
  }

  private func hash(of recipe: TwoViewRecipe, channels: Int) throws -> UInt64 {
    let renderer = try ViewRenderer(recipe: recipe, channels: channels)
    var a = [Float](repeating: 0, count: renderer.valuesPerView)
    var b = a
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<24 {
      let image = TestImages.mixed(width: 50 + index, height: 61 - index, channels: channels, seed: UInt64(index))
      try a.withUnsafeMutableBufferPointer { a in
        try b.withUnsafeMutableBufferPointer { b in
          try renderer.render(.decoded(image), seed: 9, epoch: index % 3, index: index, into: a, b)
        }
      }
      state = hash(b, hash(a, state))
    }
    return state
  }

  @Test func theOfficialRecipeGivesTheSameBytesForever() throws {
    let found = try hash(of: .official(imageSize: 32), channels: 3)
    #expect(found == 15_316_375_446_892_121_720)
  }

  @Test func aRecipeWithoutColourGivesTheSameBytesForever() throws {
    let view = ViewRecipe(
      crop: RandomResizedCrop(scale: 0.3...1),
      colorJitter: ColorJitter(probability: 0.8, brightness: 0.4, contrast: 0.4))
    let recipe = TwoViewRecipe(imageSize: 28, viewA: view, viewB: view, normalization: .fashionMNIST)
    let found = try hash(of: recipe, channels: 1)
    #expect(found == 9_321_963_580_005_954_048)
  }

  /// An operation that is added to a recipe leaves the draws of the others alone.
  @Test func newOperationsDrawBehindTheOlderOnes() {
    let old = TwoViewRecipe.official().viewB
    var new = old
    new.rightAngleProbability = 0.75
    new.rotation = Rotation(probability: 0.5, degrees: 20)
    new.threeAugment = ThreeAugment(probability: 1)
    new.erasing = RandomErasing(probability: 0.5)
    for index in 0..<50 {
      let identity = ViewIdentity(seed: 4, epoch: 1, index: index, view: 1)
      let size = PixelSize(width: 300, height: 200)
      var draw = ViewParameters(new, size: size, imageSize: 64, identity: identity)
      #expect(draw.threeAugment != nil)
      draw.quarterTurns = 0
      draw.rotation = nil
      draw.threeAugment = nil
      draw.erasing = nil
      #expect(draw == ViewParameters(old, size: size, imageSize: 64, identity: identity))
    }
  }
}
