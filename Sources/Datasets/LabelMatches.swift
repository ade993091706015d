/// What a table of classes says of the images of a data set, and what the one has that the other lacks.
public struct LabelMatches: Sendable, Equatable, Encodable {
  /// Where the table comes from.
  public let source: String
  /// The number of names in it.
  public let rows: Int
  /// How many of them name none of the images.
  public let rowsWithoutImage: Int
  /// The images to learn from that it names; nil without such a part.
  public let trainingImages: Int?
  /// The images to measure with that it names; nil without such a part.
  public let testImages: Int?
  /// How many images it does not name, of the parts of which it names any.
  public let imagesWithoutRow: Int

  /// Clauses for one line, such as `60 named, 18 named; 2 rows name no image; 1 image has no row`.
  ///
  /// A part that the table does not name at all keeps the classes that it has.
  public var text: String {
    let parts = [trainingImages, testImages].compactMap { $0 }
    var clauses = [parts.map { $0 > 0 ? "\($0) named" : "its own classes" }.joined(separator: ", ")]
    if rowsWithoutImage > 0 {
      clauses.append("\(rowsWithoutImage) \(rowsWithoutImage == 1 ? "row names" : "rows name") no image")
    }
    if imagesWithoutRow > 0 {
      clauses.append("\(imagesWithoutRow) \(imagesWithoutRow == 1 ? "image has" : "images have") no row")
    }
    return clauses.joined(separator: "; ")
  }
}
