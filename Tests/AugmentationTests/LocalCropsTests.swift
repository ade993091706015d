import Augmentation
import Foundation
import Images
import TestSupport
import Testing

/// Local crops beside the two views.
@Suite struct LocalCropsTests {
  private var recipe: TwoViewRecipe {
    var recipe = TwoViewRecipe.official(imageSize: 24)
    recipe.localCrops = LocalCrops(count: 3, imageSize: 12, view: LocalCrops.operations(of: recipe.viewB))
    return recipe
  }

  private func views(_ renderer: ViewRenderer, _ source: ImageSource, count: Int, index: Int = 0) throws -> [[Float]] {
    var views = (0..<count).map { view in
      let side = renderer.recipe.imageSize(ofView: view)
      return [Float](repeating: .nan, count: side * side * renderer.channels)
    }
    var pointers: [UnsafeMutableRawBufferPointer] = []
    defer { pointers.forEach { $0.deallocate() } }
    for view in views {
      pointers.append(.allocate(byteCount: 4 * view.count, alignment: 64))
    }
    try renderer.render(source, seed: 5, epoch: 1, index: index, views: count) { pointers[$0] }
    for view in views.indices { views[view] = Array(pointers[view].bindMemory(to: Float.self)) }
    return views
  }

  @Test func localViewsAreSmallDifferentAndLeaveTheOthersAsTheyAre() throws {
    let source = ImageSource.decoded(TestImages.mixed(width: 64, height: 48, channels: 3))
    let plain = try views(ViewRenderer(recipe: .official(imageSize: 24), channels: 3), source, count: 2)
    let renderer = try ViewRenderer(recipe: recipe, channels: 3)
    let all = try views(renderer, source, count: 5)
    #expect(Array(all[..<2]) == plain)
    #expect(all.map(\.count) == [1728, 1728, 432, 432, 432])
    #expect(Set(all).count == 5)
    #expect(try views(renderer, source, count: 2) == plain)
    #expect(all.allSatisfy { $0.allSatisfy(\.isFinite) })
  }

  @Test func cropsAreOfTheirOwnScale() throws {
    let renderer = try ViewRenderer(recipe: recipe, channels: 3)
    let source = ImageSource.decoded(TestImages.mixed(width: 100, height: 100, channels: 3))
    for index in 0..<60 {
      let views = try renderer.preview(source, seed: 0, epoch: 0, index: index)
      #expect(views.map(\.image.width) == [24, 24, 12, 12, 12])
      for view in views[2...] {
        let share = Double(view.parameters.crop.width * view.parameters.crop.height) / 10_000
        // Sides are rounded to whole pixels.
        #expect(share > 0.04 && share < 0.42)
      }
    }
  }

  @Test func recipesKeepThemInJSON() throws {
    let json = try JSONEncoder().encode(recipe)
    #expect(try TwoViewRecipe(json: json) == recipe)
    var large = recipe
    large.localCrops?.imageSize = 25
    #expect {
      try large.validate()
    } throws: {
      "\($0)".contains("localCrops.imageSize: local crops of 25 pixels are larger than the views of 24")
    }
    var bad = recipe
    bad.localCrops?.count = 0
    let error = try #require(throws: RecipeError.self) { try bad.validate() }
    #expect(error.description.contains("localCrops.count"))
    bad = recipe
    bad.localCrops?.view.flipProbability = 2
    #expect(throws: RecipeError.self) { try ViewRenderer(recipe: bad, channels: 3) }
  }

  @Test func theirSideSuitsThatOfTheOthers() {
    #expect([224, 96, 32, 28, 8].map(LocalCrops.suggestedSize(beside:)) == [96, 40, 12, 12, 4])
  }
}
