/// Guesses what someone meant who mistyped a name.
package enum Suggestion {
  /// The candidate that the fewest edits lead to from `text`: at most two, and fewer than half its letters.
  package static func nearest(to text: String, among candidates: [String]) -> String? {
    candidates.map { ($0, distance(Array(text.lowercased()), Array($0))) }
      .filter { $0.1 <= 2 && 2 * $0.1 < $0.0.count }
      .min { $0.1 < $1.1 }?.0
  }

  /// The number of letters to insert, delete or replace (Levenshtein).
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
