import Datasets
import Encoders
import Foundation
import Images
import Runs
import TensorFiles
import TestSupport
import Testing
import Torch

/// Features of images in a program, beside those that the tool writes.
@Suite struct ImageEncoderTests {
  /// A run whose usual features are whitened, `run`, and the pictures that it was trained on, `photos`, no two sides of which are alike.
  private static let folder = Result<TemporaryFolder, any Error> {
    let folder = try TemporaryFolder()
    for number in 0..<24 { try folder.write(encodePNG(picture(number)), to: name(number)) }
    let flags = [
      "--recipe", "small", "--backbone", "resnet10", "--width", "8", "--grid", "2", "--image-size", "16",
      "--projector", "16-16", "--batch-size", "8", "--epochs", "4", "--usual-features", "whitened", "--monitor", "off",
      "--precision", "fp32", "--threads", "1", "--workers", "1",
    ]
    let result = try BarlowTool.run(["pretrain", folder.file("photos"), "--output", folder.file("run")] + flags)
    #expect(result.status == 0, "\(result.errors)")
    return folder
  }

  private static func name(_ number: Int) -> String { "photos/\(number + 10).png" }

  private static func picture(_ number: Int) -> Image {
    let (width, height) = (40, 28)
    // Patches of eight pixels a side, so that something of them is left in a smaller picture.
    let pixels = (0..<(width * height * 3)).map { place in
      let (x, y, channel) = (place / 3 % width / 8, place / 3 / width / 8, place % 3)
      return UInt8((x * (number + 3) * 29 + y * (number * 5 + 17) * 13 + channel * number * 71) & 255)
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }

  /// The features of each picture in a data set of its own, as what runs over data sets computes them.
  private func expected(_ model: EncoderModel, _ kind: FeatureKind, _ data: String) throws -> [[Float]] {
    let images = try DatasetDescription.folder(data).open(split: .train)
    let features = EncoderFeatures(model, options: LoaderOptions(workers: 0))
    return try (0..<images.count).map {
      try features.features(of: Subset(images, indices: [$0]), kind).features.floats()
    }
  }

  /// How far the features of an image are apart, beside their size.
  private func distance(_ row: [Float], _ other: [Float]) -> Float {
    let size = other.map(abs).max() ?? 0
    return row.count == other.count ? (zip(row, other).map { abs($0 - $1) }.max() ?? 0) / size : .infinity
  }

  @Test(arguments: [nil] + FeatureKind.allCases) func everyWayInGivesTheFeaturesOfADataSet(kind: FeatureKind?) throws {
    let folder = try Self.folder.get()
    let encoder = try ImageEncoder(folder.file("run"))
    #expect(encoder.usualFeatures == .whitened)
    let rows = try expected(EncoderModel(run: folder.file("run")), kind ?? .whitened, folder.file("photos"))
    let dimension = try kind.map { try encoder.dimension(of: $0) } ?? encoder.dimension
    #expect(rows.count == 24 && rows[0].count == dimension && dimension == (kind == .embedding ? 16 : 256))
    for number in [0, 7, 23] {
      let path = folder.file(Self.name(number))
      let (bytes, image) = (try encodePNG(Self.picture(number)), Self.picture(number))
      let found = [
        try encoder.embed(imageAt: path, features: kind),
        try encoder.embed(imageAt: URL(filePath: path), features: kind),
        try encoder.embed(encoded: bytes, features: kind), try encoder.embed(encoded: Data(bytes), features: kind),
        try encoder.embed(image, features: kind),
        try encoder.embed(pixels: image.pixels, width: 40, height: 28, channels: 3, features: kind),
      ]
      // To the last bit: the same operations on batches of the same size.
      for row in found { #expect(row == rows[number]) }
    }
  }

  @Test func greyPixelsAreAnImageToo() throws {
    let folder = try Self.folder.get()
    let encoder = try ImageEncoder(folder.file("run"))
    // Of any shape: what lies beside the centre is cut off.
    for (width, height) in [(1, 1), (16, 16), (3, 900), (900, 3)] {
      let grey = Image(
        width: width, height: height, channels: 1, pixels: (0..<(width * height)).map { UInt8($0 * 37 & 255) })
      let colour = Image(width: width, height: height, channels: 3, pixels: grey.pixels.flatMap { [$0, $0, $0] })
      let row = try encoder.embed(pixels: grey.pixels, width: width, height: height, channels: 1)
      #expect(row.count == encoder.dimension)
      #expect(try row == encoder.embed(encoded: encodePNG(grey)))
      #expect(try row == encoder.embed(colour))
    }
  }

  @Test(arguments: [(FeatureKind.representation, Float(1e-6)), (.whitened, 1e-5)])
  func severalImagesKeepTheirOrder(kind: FeatureKind, tolerance: Float) throws {
    let folder = try Self.folder.get()
    let rows = try expected(EncoderModel(run: folder.file("run")), kind, folder.file("photos"))
    let order = [5, 0, 23, 5, 11]
    let paths = order.map { folder.file(Self.name($0)) }
    for (batchSize, workers) in [(1, 0), (1, 2), (2, 1), (256, 2)] {
      let encoder = try ImageEncoder(folder.file("run"), batchSize: batchSize, workers: workers)
      let found = [
        try encoder.embed(imagesAt: paths, features: kind),
        try encoder.embed(imagesAt: paths.map { URL(filePath: $0) }, features: kind),
        try encoder.embed(order.map { .decoded(Self.picture($0)) }, features: kind),
        try encoder.embed(order.map { .encoded(try encodePNG(Self.picture($0))) }, features: kind),
      ]
      for table in found {
        #expect(table.count == order.count)
        for (row, number) in zip(table, order) {
          // Products of several rows add up in another order than those of one, so that the last bits differ. Whitening takes a
          // mean away and divides by small deviations, which makes the difference larger beside what is left.
          let difference = distance(row, rows[number])
          let isSameBatch = batchSize == 1 && kind == .representation
          #expect(difference <= (isSameBatch ? 0 : tolerance), "\(difference) in batches of \(batchSize)")
        }
      }
      #expect(try encoder.embed([ImageSource]()).isEmpty)
      #expect(try encoder.embed(imagesAt: [String]()).isEmpty)
    }
  }

  /// The features of the pictures in a folder, as `barlow embed` writes them.
  private func written(_ photos: String, _ flags: String...) throws -> Tensor {
    let output = try TemporaryFolder()
    let file = output.file("features.npy")
    let run = try Self.folder.get().file("run")
    let result = try BarlowTool.run(["embed", photos, "--model", run, "--output", file, "--no-cache"] + flags)
    #expect(result.status == 0, "\(result.errors)")
    return try EmbeddingFile(parsing: file).contents().values
  }

  @Test func theToolWritesTheSame() throws {
    let folder = try Self.folder.get()
    let encoder = try ImageEncoder(folder.file("run"))
    // To the last bit where as many images go through each product: one through the network, and one through the whitening.
    let alone = try TemporaryFolder()
    try alone.write(encodePNG(Self.picture(9)), to: "9.png")
    #expect(try written(alone.path).floats() == encoder.embed(imageAt: alone.file("9.png")))
    let representations = try written(folder.file("photos"), "--batch-size", "1", "--features", "representation")
    let whitened = try written(folder.file("photos"))
    for number in 0..<24 {
      let path = folder.file(Self.name(number))
      let representation = try encoder.embed(imageAt: path, features: .representation)
      #expect(try representations.narrow(start: number, length: 1).floats() == representation)
      let difference = try distance(encoder.embed(imageAt: path), whitened.narrow(start: number, length: 1).floats())
      #expect(difference < 1e-5, "\(difference)")
    }
  }

  @Test func aFileOfWeightsIsAnEncoderToo() throws {
    let folder = try Self.folder.get()
    let encoder = try ImageEncoder(folder.file("run/weights/backbone.safetensors"))
    #expect(encoder.summary?.contains("resnet10 of width 8") == true)
    #expect(encoder.usualFeatures == .representation && encoder.preparation.imageSize == 16)
    let run = try ImageEncoder(folder.file("run"))
    let path = folder.file(Self.name(3))
    #expect(try encoder.embed(imageAt: path) == run.embed(imageAt: path, features: .representation))
    for kind in [FeatureKind.whitened, .embedding] {
      let error = #expect(throws: FeatureError.self) { try encoder.embed(imageAt: path, features: kind) }
      #expect(line(error).contains("read representations"))
      #expect(throws: FeatureError.self) { try encoder.dimension(of: kind) }
    }
  }

  @Test func anyThreadMayUseIt() async throws {
    let folder = try Self.folder.get()
    let encoder = try ImageEncoder(folder.file("run"))
    let paths = (0..<24).map { folder.file(Self.name($0)) }
    let expected = try paths.map { try encoder.embed(imageAt: $0) }
    let found = try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
      for (number, path) in paths.enumerated() {
        group.addTask { (number, try encoder.embed(imageAt: path)) }
      }
      return try await group.reduce(into: [Int: [Float]]()) { $0[$1.0] = $1.1 }
    }
    for (number, row) in expected.enumerated() { #expect(found[number] == row) }
  }

  @Test func whatCannotBeUsedIsNamed() throws {
    let folder = try Self.folder.get()
    let own = try TemporaryFolder()
    let encoder = try ImageEncoder(folder.file("run"))
    let good = folder.file(Self.name(0))
    let whole = try encodePNG(Self.picture(0))
    let damaged = try own.write(Array(whole.prefix(whole.count / 3)), to: "damaged.png")
    func said(_ kind: DatasetError.Kind, _ body: () throws -> Void) -> String {
      let error = #expect(throws: DatasetError.self, performing: body)
      #expect(error?.kind == kind)
      return line(error)
    }
    let missing = said(.missingInput) { _ = try encoder.embed(imageAt: own.file("missing.png")) }
    #expect(missing.contains("missing.png: there is no such file"), "\(missing)")
    for body in [
      { _ = try encoder.embed(imageAt: damaged) }, { _ = try encoder.embed(imagesAt: [good, damaged, good]) },
    ] {
      let text = said(.badData, body)
      #expect(text.hasPrefix("\(damaged): ") && text.hasSuffix("; give another image"), "\(text)")
    }
    let third = said(.badData) {
      _ = try encoder.embed([.encoded(whole), .decoded(Self.picture(1)), .encoded([1, 2])])
    }
    #expect(third.hasPrefix("image 3 of 3: "), "\(third)")
    #expect(said(.badData) { _ = try encoder.embed(encoded: [UInt8]()) }.hasPrefix("the image: "))
    #expect(said(.usage) { _ = try encoder.embed(imageAt: own.path) }.contains("it is a folder"))
    let address = try #require(URL(string: "https://example.com/cat.jpg"))
    #expect(said(.usage) { _ = try encoder.embed(imageAt: address) }.contains("load it and give its bytes"))
    for (width, height, channels) in [(2, 2, 4), (2, 2, 3), (0, 2, 3), (-2, -2, 3), (Int.max, 2, 3), (4, 1, 1)] {
      _ = said(.usage) {
        _ = try encoder.embed(
          pixels: [UInt8](repeating: 1, count: 5), width: width, height: height, channels: channels)
      }
    }
    #expect(throws: (any Error).self) { try ImageEncoder(own.path) }
    #expect(said(.usage) { _ = try ImageEncoder(folder.file("run"), batchSize: 0) }.contains("batch size"))
    #expect(said(.usage) { _ = try ImageEncoder(folder.file("run"), workers: -1) }.contains("workers"))
    // What failed leaves nothing behind.
    #expect(try encoder.embed(imageAt: good) == ImageEncoder(folder.file("run")).embed(imageAt: good))
  }
}
