import Clustering
import Formatting
import TestSupport
import Testing

@testable import Galleries

@Suite struct GalleryTests {
  private let clouds = FeatureClouds(400, dimension: 24, groups: 12, spread: 0.5, seed: 9)

  @Test func neighboursStayNeighboursOnTheMap() throws {
    var settings = GallerySettings()
    settings.clusterCount = 12
    let gallery = try Gallery(FeatureTable(clouds.rows), labels: clouds.groups, settings: settings)
    let quality = gallery.quality
    #expect(quality.neighbors == 10 && abs(quality.chance - 10 / 399) < 1e-12)
    #expect(quality.map > 0.4 && quality.map > 1.5 * quality.principalPlane, "\(quality)")
    #expect(quality.principalPlane > 2 * quality.chance, "\(quality)")
    #expect(gallery.map.places.allSatisfy { (0...1).contains($0.x) && (0...1).contains($0.y) })
    // The longer extent lies across and fills the map.
    let (x, y) = (gallery.map.places.map(\.x), gallery.map.places.map(\.y))
    #expect(
      try #require(x.max()) - (try #require(x.min())) > 0.999 || (try #require(y.max()) - #require(y.min())) > 0.999)
    // Planted groups are apart: nearly all images have one of their own group as the nearest on the map.
    let alike = clouds.rows.indices.count { row in
      let own = gallery.map.places[row]
      let nearest = clouds.rows.indices.filter { $0 != row }.min { a, b in
        let (da, db) = (gallery.map.places[a] - own, gallery.map.places[b] - own)
        return (da * da).sum() < (db * db).sum()
      }
      return nearest.map { clouds.groups[$0] == clouds.groups[row] } ?? false
    }
    #expect(alike > 370, "\(alike)")
  }

  @Test func theSameSeedGivesTheSameGallery() throws {
    let table = try FeatureTable(clouds.rows)
    var settings = GallerySettings()
    settings.clusterCount = 5
    let (first, again) = (
      try Gallery(table, labels: clouds.groups, settings: settings),
      try Gallery(table, labels: clouds.groups, settings: settings)
    )
    #expect(first.map == again.map && first.groups == again.groups && first.neighbors == again.neighbors)
    settings.seed = 1
    #expect(try Gallery(table, labels: clouds.groups, settings: settings).map != first.map)
  }

  @Test func neighboursAreExact() throws {
    var settings = GallerySettings()
    (settings.clusterCount, settings.neighborCount) = (2, 4)
    let table = try FeatureTable(clouds.rows)
    let found = try Gallery(table, labels: clouds.groups, settings: settings).neighbors
    #expect(found.k == 4 && found.count == 400)
    func cosine(_ a: Int, _ b: Int) -> Float {
      table.withRows(a..<(a + 1)) { a in table.withRows(b..<(b + 1)) { zip(a, $0).reduce(0) { $0 + $1.0 * $1.1 } } }
    }
    for row in stride(from: 0, to: 400, by: 37) {
      let best = (0..<400).filter { $0 != row }.sorted { cosine(row, $0) > cosine(row, $1) }.prefix(4)
      #expect(found.rows[(4 * row)..<(4 * row + 4)].map { Int($0) } == Array(best))
      for (place, other) in best.enumerated() {
        #expect(abs(found.similarities[4 * row + place] - cosine(row, other)) < 1e-5)
      }
    }
  }

  @Test func contradictedClassesAreFound() throws {
    let clear = FeatureClouds(120, dimension: 8, groups: 3, spread: 0.2, seed: 2)
    var labels: [Int?] = clear.groups
    labels[40] = (clear.groups[40] + 1) % 3
    labels[7] = nil
    var settings = GallerySettings()
    settings.clusterCount = 3
    let gallery = try Gallery(FeatureTable(clear.rows), labels: labels, settings: settings)
    #expect(gallery.suspects == [40] && gallery.disagreeing == [40])
    #expect(gallery.verdicts[40]?.suggestion == clear.groups[40] && gallery.verdicts[7] == nil)
    // One class contradicts nothing.
    let single = try Gallery(FeatureTable(clear.rows), labels: clear.rows.map { _ in 1 }, settings: settings)
    #expect(single.verdicts.allSatisfy { $0 == nil } && single.suspects.isEmpty)
  }

  @Test func fewAndEqualImagesAreHandled() throws {
    let rows = Array(clouds.rows.prefix(3))
    var settings = GallerySettings()
    (settings.clusterCount, settings.neighborCount) = (2, 2)
    let gallery = try Gallery(FeatureTable(rows), labels: [nil, nil, nil], settings: settings)
    #expect(gallery.neighbors.k == 2 && gallery.map.places.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    // Copies lie near each other, and not all in one place.
    let copies = try Gallery(
      FeatureTable((0..<40).map { clouds.rows[$0 % 4] }), labels: (0..<40).map { _ in nil }, settings: settings)
    #expect(Set(copies.map.places).count > 30)
    #expect(throws: ClusteringError.self) {
      try Gallery(FeatureTable((0..<9).map { _ in rows[0] }), labels: (0..<9).map { _ in nil }, settings: settings)
    }
    for (count, neighbors) in [(1, 1), (2, 1), (10, 10), (Gallery.largestCount + 1, 12), (10, 0)] {
      #expect(throws: ClusteringError.self, "\(count)") { try Gallery.check(count: count, neighbors: neighbors) }
    }
  }

  @Test func whatProgressThrowsStopsTheWork() throws {
    struct Stop: Error {}
    var told: [String] = []
    var settings = GallerySettings()
    settings.clusterCount = 2
    #expect(throws: Stop.self) {
      try Gallery(FeatureTable(clouds.rows), labels: clouds.groups, settings: settings) {
        told.append($0.task)
        if $0.task == "map" { throw Stop() }
      }
    }
    #expect(told.contains("neighbours") && told.last == "map")
  }
}
