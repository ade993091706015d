import Datasets
import Formatting

/// What is to be known of a number of threads.
enum ThreadNote {
  /// A line for more threads than processors, which wait for each other; nil for fewer.
  static func text(_ threads: Int) -> String? {
    let processors = AvailableProcessors.count
    guard threads > processors else { return nil }
    return
      "note: \(threads) threads on \(NumberText.count(processors, "processor")) wait for each other and may be many times "
      + "slower; give --threads \(processors) or fewer"
  }
}
