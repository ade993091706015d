import Foundation

/// What one of the partners of a batch tells the others.
struct BatchReport: Codable {
  /// The rows of the whole batch whose images cannot be read.
  var failedRows: [Int] = []
  /// The images that turned out to be bad since the last report.
  var news: [BadImage] = []
  /// The image that now stands in the row that was asked for.
  var replacement: Int?
  /// Why there is no batch, and the row where that was found.
  var fatal: DatasetError?
  var fatalRow: Int?

  private var isEmpty: Bool { failedRows.isEmpty && news.isEmpty && replacement == nil && fatal == nil }

  /// Tells it, and hears the others.
  func exchange(with partners: any BatchPartners) throws -> [BatchReport] {
    try partners.exchange(isEmpty ? Data() : JSONEncoder().encode(self))
      .map { $0.isEmpty ? BatchReport() : try JSONDecoder().decode(BatchReport.self, from: $0) }
  }
}
