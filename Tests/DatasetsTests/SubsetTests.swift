import Testing

@testable import Datasets

@Suite struct SubsetTests {
  /// 100 images of class 0, 20 of class 1, one of class 2, 10 without a label.
  private let dataset = SyntheticImages(
    count: 131, classNames: ["a", "b", "c"],
    labels: [Int?](repeating: 0, count: 100) + [Int?](repeating: 1, count: 20) + [2] + [Int?](repeating: nil, count: 10)
  )

  private func perClass(_ subset: Subset) -> [Int?: Int] {
    (0..<subset.count).reduce(into: [:]) { $0[subset.label(at: $1), default: 0] += 1 }
  }

  @Test func aSubsetIsAViewOfItsBase() throws {
    let subset = Subset(dataset, indices: [120, 5])
    #expect(subset.count == 2 && subset.classNames == ["a", "b", "c"] && subset.channels == 1)
    #expect(subset.label(at: 0) == 2 && subset.name(at: 1) == "image-5")
  }

  @Test func fractionsAreTakenOfEveryClass() throws {
    let subset = try Subset.stratified(dataset, fraction: 0.1, seed: 1)
    #expect(perClass(subset) == [0: 10, 1: 2, 2: 1, nil: 1])
    #expect(subset.indices == subset.indices.sorted())
    #expect(try Subset.stratified(dataset, fraction: 0.1, seed: 1).indices == subset.indices)
    #expect(try Subset.stratified(dataset, fraction: 0.1, seed: 2).indices != subset.indices)
    #expect(try Subset.stratified(dataset, fraction: 1, seed: 2).indices == Array(0..<131))
    expectError(.usage, "0.0") { _ = try Subset.stratified(dataset, fraction: 0, seed: 0) }
  }

  @Test func heldOutImagesAreNotTrainedOn() throws {
    let (train, test) = try Subset.holdingOut(HeldOut(fraction: 0.25, seed: 7), of: dataset)
    #expect(perClass(test) == [0: 25, 1: 5, nil: 3])
    #expect((train.indices + test.indices).sorted() == Array(0..<131))
    expectError(.usage, "1.0") { _ = try HeldOut(fraction: 1, seed: 0) }
  }

  @Test func samplesAreDrawnFromEverywhere() throws {
    let sample = try Subset.sample(dataset, count: 40, seed: 5)
    #expect(Set(sample.indices).count == 40)
    #expect(sample.indices.contains { $0 < 50 } && sample.indices.contains { $0 > 80 })
    #expect(try Subset.sample(dataset, count: 1000, seed: 5).count == 131)
    expectError(.usage, "0 images") { _ = try Subset.sample(dataset, count: 0, seed: 0) }
  }
}
