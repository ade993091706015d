import Datasets
import Distributed
import Foundation

/// The other processes of a training, as its loader knows them: those who load the other rows.
struct GroupPartners: BatchPartners {
  let rows: Range<Int>
  private let group: ProcessGroup

  init(_ part: BatchPart, batchSize: Int) {
    rows = part.rows(of: batchSize)
    group = part.group
  }

  func exchange(_ own: Data) throws -> [Data] { try group.exchange(own) }
}
