import Clustering
import Galleries
import TestSupport
import Testing

/// A gallery in a real browser, used as a reader does.
@Suite struct GalleryBrowserTests {
  @Test(.enabled(if: BrowserVisit.isInstalled, "\(BrowserVisit.absence)"))
  func aReaderCanUseTheGallery() throws {
    let folder = try TemporaryFolder()
    let clouds = FeatureClouds(90, dimension: 8, groups: 3, spread: 0.25, seed: 5)
    var labels: [Int?] = clouds.groups
    // Neighbours contradict this one.
    labels[30] = (clouds.groups[30] + 1) % 3
    let table = try FeatureTable(clouds.rows)
    var settings = GallerySettings()
    settings.clusterCount = 3
    settings.neighborCount = 9
    let gallery = try Gallery(table, labels: labels, settings: settings)
    try #require(gallery.suspects == [30])
    let images = NamedPictures(labels: labels)
    var page = GalleryPage(gallery, of: GalleryImages(images))
    page.title = "Gallery of \(NamedPictures.hostile)"
    page.links = { "../my photos/#1/\(images.name(at: $0))" }
    let path = folder.file("gallery.html")
    #expect(try page.write(to: path).sheets == 1)
    let visit = try BrowserVisit("gallery_browser.py", page: path)
    func text(_ name: String) throws -> String { try visit.text(name) }
    func number(_ name: String) throws -> Double { try visit.number(name) }

    #expect(try text("title").hasPrefix("Gallery of </script><img"))
    let problems = try text("problems")
    #expect(problems.isEmpty, "\(problems)")
    for count in ["requests", "injected", "notANumber", "duplicateIdentifiers", "overflow1280", "overflow380"] {
      #expect(try number(count) == 0, "\(count)")
    }
    #expect(try number("whole") == 90 && number("drawn") == 90)

    // Keys.
    #expect(try abs(number("movedBy") - 90) < 1 && abs(number("nearer") - 1.6) < 0.01 && number("fitted") < 1e-6)
    let first = try text("first")
    let row = try #require(images.names.firstIndex(of: first.replacing("\u{FFFD}", with: "\u{202E}")))
    func names(_ row: Int) -> [String] {
      (0..<9).map { images.names[Int(gallery.neighbors.rows[9 * row + $0])].replacing("\u{202E}", with: "\u{FFFD}") }
    }
    #expect(try text("neighbors") == names(row).joined(separator: "|"))
    #expect(try text("facts").contains("Cluster \(gallery.groups.labels[row] + 1)"))
    #expect(try text("second") == names(row)[1] && text("back") == first)
    #expect(try text("focused") == names(row)[1] && text("clicked") == names(row)[1] && text("closed").isEmpty)
    #expect(try number("colors") > 20)
    #expect(try text("link").hasPrefix("../my%20photos/%231/"))

    // The pointer.
    let (pointed, struck) = try (text("pointed"), text("struck"))
    #expect(pointed.hasPrefix(names(row)[1]) && struck == names(row)[1], "\(pointed); \(struck)")
    #expect(try abs(number("dragged") - 100) < 1 && number("draggedOpen") == 0)
    #expect(try number("wheeled") > 2 && abs(number("kept")) < 1)

    // Filters.
    let own = labels.count { $0 == 0 }
    #expect(try text("oneClass") == "\(own) of 90 images")
    let both = labels.indices.count { labels[$0] == 0 && gallery.groups.labels[$0] == 0 }
    #expect(try text("classAndCluster") == "\(both) of 90 images")
    #expect(try text("suspects") == "1 of 90 images" && text("suspect") == "picture-30")
    #expect(try text("suspectFacts").contains("its neighbours say"))
    #expect(try text("all") == "90 images" && number("searching") == 1)
    #expect(try text("search") == "1 of 90 images" && text("searched") == "picture-17")

    // Colours, help, and who hears or cannot see colours well.
    #expect(try text("coloredBy") == "clusters" && number("help") == 1 && number("helpClosed") == 1)
    #expect(try number("darkened") == 1)
    #expect(try text("unnamedRoles").isEmpty && number("unseenStops") == 0)
    let roles = try Set(text("roles").split(separator: "|").map(String.init))
    #expect(
      roles.isSuperset(of: ["application", "banner", "main", "complementary", "searchbox", "status"]), "\(roles)")
    let stops = try text("stops").split(separator: "|").map(String.init)
    #expect(stops.first?.contains("Skip") == true && (15...60).contains(stops.count), "\(stops)")
    #expect(try text("faint-light").isEmpty && text("faint-dark").isEmpty)
    let heights = try [number("map1280"), number("map380")]
    #expect(heights[0] > 600 && heights[1] > 100, "\(heights)")
  }
}
