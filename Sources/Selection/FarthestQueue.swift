/// Rows by what is known of their squared distance from the chosen ones, the farthest first; among equals the lower row.
struct FarthestQueue {
  private var distances: [Float]
  /// How many chosen rows each has been compared with.
  private var seen: [Int32]
  /// A binary heap.
  private var heap: [Int32]

  init(_ distances: [Float], leavingOut rows: Set<Int>) {
    self.distances = distances
    seen = Array(repeating: 0, count: distances.count)
    heap = distances.indices.filter { !rows.contains($0) }.map { Int32($0) }
    for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(place) }
  }

  /// The row that may be the farthest; nil if none is left.
  var first: Int? { heap.first.map { Int($0) } }

  func distance(_ row: Int) -> Float { distances[row] }

  func seen(_ row: Int) -> Int { Int(seen[row]) }

  /// Sets the distance of the first row, which has been compared with `count` chosen ones.
  mutating func lessenFirst(to distance: Float, seen count: Int) {
    let row = Int(heap[0])
    distances[row] = distance
    seen[row] = Int32(count)
    siftDown(0)
  }

  mutating func removeFirst() {
    let last = heap.removeLast()
    guard !heap.isEmpty else { return }
    heap[0] = last
    siftDown(0)
  }

  private func precedes(_ a: Int32, _ b: Int32) -> Bool {
    let (x, y) = (distances[Int(a)], distances[Int(b)])
    return x > y || (x == y && a < b)
  }

  private mutating func siftDown(_ start: Int) {
    var place = start
    while true {
      var next = 2 * place + 1
      guard next < heap.count else { return }
      if next + 1 < heap.count, precedes(heap[next + 1], heap[next]) { next += 1 }
      guard precedes(heap[next], heap[place]) else { return }
      heap.swapAt(place, next)
      place = next
    }
  }
}
