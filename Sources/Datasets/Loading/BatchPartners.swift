import Foundation

/// Those who load the other rows of the same batches, in processes of their own.
///
/// Which image stands in which row depends on all rows, since one that cannot be read is replaced by one that no other row has: so
/// they tell each other of such images.
public protocol BatchPartners {
  /// The rows of every batch that are loaded here.
  var rows: Range<Int> { get }
  /// What each has to say, the own words among them, in one order for all; nobody says anything where `own` is empty for all.
  func exchange(_ own: Data) throws -> [Data]
}
