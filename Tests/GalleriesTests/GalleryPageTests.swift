import Clustering
import Datasets
import Foundation
import Images
import TestSupport
import Testing

@testable import Galleries

@Suite struct GalleryPageTests {
  private let folder: TemporaryFolder
  private let clouds = FeatureClouds(300, dimension: 8, groups: 3, spread: 0.4, seed: 4)

  init() throws { folder = try TemporaryFolder() }

  private func gallery(labels: [Int?]) throws -> Gallery {
    var settings = GallerySettings()
    (settings.clusterCount, settings.neighborCount) = (4, 6)
    return try Gallery(FeatureTable(Array(clouds.rows.prefix(labels.count))), labels: labels, settings: settings)
  }

  /// The text between two markers of a page.
  private func part(_ page: String, after start: String, before end: String) throws -> String {
    let from = try #require(page.range(of: start)).upperBound
    let to = try #require(page.range(of: end, range: from..<page.endIndex)).lowerBound
    return String(page[from..<to])
  }

  private func numbers<Number: FixedWidthInteger>(_ type: Number.Type, _ text: Any?) throws -> [Number] {
    let bytes = try #require((text as? String).flatMap { Data(base64Encoded: $0) })
    let size = MemoryLayout<Number>.size
    return stride(from: 0, to: bytes.count, by: size).map { start in
      bytes[start..<(start + size)].reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }
  }

  @Test func whatIsWrittenCanBeReadBack() throws {
    let labels: [Int?] = (0..<300).map { $0 % 11 == 0 ? nil : clouds.groups[$0] }
    let (gallery, dataset) = (try gallery(labels: labels), NamedPictures(labels: labels))
    var page = GalleryPage(gallery, of: GalleryImages(dataset))
    page.links = { $0 % 2 == 0 ? "../a/\(dataset.names[$0])" : nil }
    let path = folder.file("g.html")
    let summary = try page.write(to: path)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(summary.sheets == 2 && summary.unreadable.isEmpty && summary.sizeBytes == text.utf8.count)
    let json = try part(text, after: "id=\"gallery-data\">", before: "</script>")
    let data = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(data["names"] as? [String] == dataset.names && data["classes"] as? [String] == dataset.classNames)
    #expect(data["k"] as? Int == 6 && data["folders"] as? [String] == ["../a/"])
    #expect(try numbers(Int32.self, data["folder"]) == (0..<300).map { $0 % 2 == 0 ? 0 : -1 })
    #expect(try numbers(Int32.self, data["labels"]) == labels.map { Int32($0 ?? -1) })
    #expect(try numbers(Int32.self, data["clusters"]) == gallery.groups.labels)
    #expect(try numbers(Int32.self, data["neighbors"]) == gallery.neighbors.rows)
    let similarities = try numbers(Int16.self, data["similarities"])
    #expect(zip(similarities, gallery.neighbors.similarities).allSatisfy { abs(Float($0) / 10_000 - $1) < 1e-4 })
    let places = try numbers(UInt16.self, data["places"])
    #expect(
      zip(places, gallery.map.places.flatMap { [$0.x, $0.y] }).allSatisfy { abs(Float($0) / 65_535 - $1) < 1e-4 })
    let own = try numbers(Int16.self, data["own"])
    #expect(
      zip(own, gallery.verdicts).allSatisfy { own, verdict in
        verdict.map { abs(Double(own) / 1000 - $0.ownShare) < 1e-3 } ?? (own == -1)
      })

    // Every image's picture stands in its cell.
    let slots = try numbers(Int32.self, data["slots"]).map { Int($0) }
    #expect(slots.sorted() == Array(0..<300))
    let elements = text.components(separatedBy: "class=\"sheet\"").dropFirst()
    let sheets = try elements.map { element -> Image in
      #expect(element.hasPrefix(" data-cell=\"8\""))
      let file = try part(element, after: "\">", before: "</script>")
      return try ImageDecoder().decode(Array(#require(Data(base64Encoded: file))), channels: 3)
    }
    for row in [0, 7, 150, 299] {
      let (sheet, cell) = (sheets[slots[row] / 256], slots[row] % 256)
      guard case .decoded(let picture) = try dataset.source(at: row) else { continue }
      var difference = 0
      for y in 0..<8 {
        for x in 0..<24 {
          let place = ((cell / 16 * 8 + y) * sheet.width + cell % 16 * 8) * 3 + x
          difference += abs(Int(sheet.pixels[place]) - Int(picture.pixels[y * 24 + x]))
        }
      }
      #expect(difference < 192 * 12, "\(row): \(difference)")
    }
  }

  @Test func namesAreNoMarkupAndTheMapIsTheSame() throws {
    let labels = Array(clouds.groups.prefix(40))
    let gallery = try gallery(labels: labels)
    func text(_ name: String) throws -> String {
      var page = GalleryPage(gallery, of: GalleryImages(NamedPictures(labels: labels)))
      (page.title, page.subtitle) = ("a <b>", NamedPictures.hostile)
      try page.write(to: folder.file(name))
      return try String(contentsOfFile: folder.file(name), encoding: .utf8)
    }
    let page = try text("a.html")
    #expect(!page.contains("</script><img") && !page.contains("<b>") && page.contains("<h1>a &lt;b&gt;</h1>"))
    #expect(page.contains("default-src 'none'") && !page.contains("http://") && !page.contains("https://"))
    // All but the number of its scripts is the same again.
    func withoutKey(_ page: String) throws -> String {
      page.replacing(try part(page, after: "'nonce-", before: "'"), with: "")
    }
    #expect(try withoutKey(page) == withoutKey(text("b.html")))
  }

  @Test func aBadImageEndsItOrIsGrey() throws {
    let labels: [Int?] = Array(repeating: nil, count: 20)
    var images = GalleryImages(NamedPictures(labels: labels, bad: [3]))
    let gallery = try gallery(labels: labels)
    let path = folder.file("g.html")
    #expect(throws: DatasetError.self) { try GalleryPage(gallery, of: images).write(to: path) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    images.onBadImage = .skip
    var told: [String] = []
    let summary = try GalleryPage(gallery, of: images).write(to: path) { told.append($0) }
    #expect(summary.unreadable == ["picture-3"] && told.count == 1 && told[0].contains("picture-3"))
  }

  @Test func whatIsStoppedLeavesNothingBehind() throws {
    struct Stop: Error {}
    let labels: [Int?] = Array(repeating: nil, count: 20)
    let page = GalleryPage(try gallery(labels: labels), of: GalleryImages(NamedPictures(labels: labels)))
    #expect(throws: Stop.self) { try page.write(to: folder.file("g.html"), progress: { _ in throw Stop() }) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
