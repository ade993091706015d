import Training

extension EvidenceTable.Row {
  /// The row as evaluations of a network after `step` steps, the most telling one last.
  public func records(data: String, step: Int) -> [EvaluationRecord] {
    func linear(_ result: LinearResult) -> EvaluationRecord {
      EvaluationRecord(
        kind: "linear", data: data, step: step, features: "representation", top1: result.top1, top5: result.top5,
        settings: [
          "protocol": result.protocol.rawValue, "samples": String(result.samples),
          "trainingImages": String(result.trainingSamples), "l2": result.fullBatch.map { "\($0.l2)" } ?? "",
        ])
    }
    let vote = EvaluationRecord(
      kind: "knn", data: data, step: step, features: "representation", top1: knn.top1, top5: knn.top5,
      settings: [
        "k": String(knn.k), "temperature": "\(knn.temperature)", "similarity": "cosine", "samples": String(knn.samples),
      ])
    return [linear(linearFewLabels), vote, linear(self.linear)]
  }
}
