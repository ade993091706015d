/// The jobs that are under way, oldest first: which items are still to be claimed, and which jobs are done.
struct BatchQueue<Job: Sendable> {
  /// Some items of one job for one thread.
  struct Claim: Sendable {
    let job: Job
    /// The position of the job in the order of all jobs.
    let ticket: Int
    let items: Range<Int>
  }

  private struct Entry {
    let job: Job
    let itemCount: Int
    var claimed = 0
    var rendered = 0
    var isFinished = false
  }

  private var entries: [Entry] = []
  /// The ticket of the first entry.
  private var firstTicket = 0
  private let plan: (Int) -> (job: Job, itemCount: Int)
  private let jobCount: Int
  private let depth: Int
  private let chunk: Int

  /// True once nobody wants any more.
  var isStopped = false
  /// Why a worker could not begin.
  var failure: DatasetError?

  /// Begins jobs 0 to `jobCount` as long as fewer than `depth` are under way, and gives out `chunk` items at a time.
  init(jobCount: Int, plan: @escaping (Int) -> (job: Job, itemCount: Int), depth: Int, chunk: Int) {
    self.jobCount = jobCount
    self.plan = plan
    self.depth = depth
    self.chunk = chunk
  }

  /// The next items to render, of the oldest job that has any; nil if there are none for now.
  mutating func claim() -> Claim? {
    var position = entries.firstIndex { $0.claimed < $0.itemCount }
    if position == nil, entries.count < depth, hasMoreJobs {
      let (job, itemCount) = plan(firstTicket + entries.count)
      precondition(itemCount > 0, "a batch has an image at least")
      position = entries.count
      entries.append(Entry(job: job, itemCount: itemCount))
    }
    guard let position else { return nil }
    let start = entries[position].claimed
    let end = min(start + chunk, entries[position].itemCount)
    entries[position].claimed = end
    return Claim(job: entries[position].job, ticket: firstTicket + position, items: start..<end)
  }

  /// Notes that a claim's items were rendered; true if they were the last of their job, which the caller then finishes.
  mutating func noteRendered(_ claim: Claim) -> Bool {
    let position = claim.ticket - firstTicket
    entries[position].rendered += claim.items.count
    return entries[position].rendered == entries[position].itemCount
  }

  /// Notes that a claim's job is complete.
  mutating func noteFinished(_ claim: Claim) { entries[claim.ticket - firstTicket].isFinished = true }

  /// Removes and returns the oldest job if it is finished.
  mutating func takeFinished() -> Job? {
    guard let first = entries.first, first.isFinished else { return nil }
    firstTicket += 1
    return entries.removeFirst().job
  }

  /// True once every job was taken.
  var isDrained: Bool { entries.isEmpty && !hasMoreJobs }

  private var hasMoreJobs: Bool { firstTicket + entries.count < jobCount }
}
