/// The pictures of a HEIC or AVIF file that are put together from others (ISO/IEC 23008-12, 6.6.2): grids of tiles, as telephones
/// write them, and overlays.
///
/// Each tells the size of its canvas a second time, and a decoder takes memory for what it tells.
struct TiledPictures {
  /// The sizes of all canvases, as they are told.
  let canvases: [PixelSize]

  /// Where an item begins: in the file, or in the box `idat`.
  private struct Place {
    let start: Int
    let isInBox: Bool
  }

  /// Reads the boxes; nil where what is put together does not lie in the file.
  init?(_ bytes: UnsafeRawBufferPointer) {
    let file = BigEndianBytes(bytes)
    let boxes = MediaBoxes(file)
    guard var meta = boxes.first(where: { $0.name == "meta" })?.content, meta.take(4) != nil else {
      canvases = []
      return
    }
    var kinds: [Int: String] = [:]
    var places: [Int: Place] = [:]
    var data: BigEndianBytes?
    for box in MediaBoxes(meta) {
      switch box.name {
      case "iinf": kinds = Self.kinds(box.content)
      case "iloc": places = Self.places(box.content)
      case "idat": data = box.content
      default: break
      }
    }
    var found: [PixelSize] = []
    for (item, kind) in kinds where kind == "grid" || kind == "iovl" {
      guard let place = places[item], var content = place.isInBox ? data : file, content.take(place.start) != nil,
        let size = Self.canvas(&content, kind)
      else { return nil }
      found.append(size)
    }
    canvases = found
  }

  /// Version and flags, then what comes before the size: rows and columns of a grid, four numbers of 16 bits for an overlay's ground.
  private static func canvas(_ content: inout BigEndianBytes, _ kind: String) -> PixelSize? {
    guard content.take(1) != nil, let flags = content.integer(1), content.take(kind == "grid" ? 2 : 8) != nil,
      let width = content.integer(flags & 1 == 1 ? 4 : 2), let height = content.integer(flags & 1 == 1 ? 4 : 2)
    else { return nil }
    return PixelSize(width: width, height: height)
  }

  /// The kind of each item, from `ItemInfoBox`.
  private static func kinds(_ box: BigEndianBytes) -> [Int: String] {
    var box = box
    guard let version = box.integer(1), box.take(version == 0 ? 5 : 7) != nil else { return [:] }
    var kinds: [Int: String] = [:]
    for var entry in MediaBoxes(box).lazy.filter({ $0.name == "infe" }).map(\.content) {
      guard let version = entry.integer(1), version >= 2, entry.take(3) != nil,
        let item = entry.integer(version == 2 ? 2 : 4), entry.take(2) != nil, let kind = entry.take(4)?.text
      else { continue }
      kinds[item] = kind
    }
    return kinds
  }

  /// Where the first part of each item lies, from `ItemLocationBox`.
  private static func places(_ box: BigEndianBytes) -> [Int: Place] {
    var box = box
    guard let version = box.integer(1), box.take(3) != nil, let sizes = box.integer(2),
      let count = box.integer(version < 2 ? 2 : 4)
    else { return [:] }
    let (offsetSize, lengthSize, baseSize) = (sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15)
    let indexSize = version == 0 ? 0 : sizes & 15
    var places: [Int: Place] = [:]
    for _ in 0..<count {
      guard let item = box.integer(version < 2 ? 2 : 4), let method = box.integer(version == 0 ? 0 : 2),
        box.take(2) != nil, let base = box.integer(baseSize), let parts = box.integer(2)
      else { return places }
      for part in 0..<parts {
        guard box.take(indexSize) != nil, let offset = box.integer(offsetSize), box.take(lengthSize) != nil
        else { return places }
        let (start, overflows) = base.addingReportingOverflow(offset)
        if part == 0, !overflows { places[item] = Place(start: start, isInBox: method & 15 == 1) }
      }
    }
    return places
  }
}
