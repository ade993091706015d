import Datasets
import Encoders
import Evaluation
import Foundation

let words = CommandLine.arguments.dropFirst()
guard words.count >= 3, let wanted = Int(words.dropFirst(3).first ?? "8") else {
  print("usage: SearchPhotographs RUN|FILE PHOTOGRAPH PHOTOS [HOW-MANY]")
  exit(64)
}
let (weights, query, folder) = (words[1], words[2], words[3])
do {
  let encoder = try ImageEncoder(weights)
  let photographs = try DatasetDescription(parsing: folder).open(split: .train)
  let bank = try FeatureBank(encoder.embed(photographs))
  let found = try bank.neighbors(of: [encoder.embed(imageAt: query)], k: min(wanted, bank.count))
  for (row, similarity) in zip(found.rows, found.similarities) {
    print(String(format: "%.3f", similarity), photographs.name(at: Int(row)))
  }
} catch {
  print("SearchPhotographs: \(error)")
  exit(1)
}
