extension TwoViewLoader {
  /// The own rows of the next batch, whose other rows `partners` load; which image stands in which row is what it would be if one
  /// process loaded all.
  ///
  /// - Throws: As ``next()``, what another partner's images make it throw among that; what the exchange with them throws.
  public func next(with partners: any BatchPartners) throws -> ImageBatch {
    precondition(partners.rows == rows, "the rows are those that the loader was made for")
    if let failure { throw failure }
    let (job, waited) = try take()
    do {
      job.resolve(indices: try mended(job, with: partners))
    } catch let error as DatasetError {
      failure = error
      throw error
    }
    return try batch(of: job, waitSeconds: waited)
  }

  /// The images of the own rows, after others have taken the place of bad ones in all rows, one after another.
  private func mended(_ job: BatchAssembly, with partners: any BatchPartners) throws -> [Int] {
    let first = partners.rows.lowerBound
    let failures = job.outcome.failures
    var report = BatchReport(failedRows: failures.keys.map { $0 + first }, news: producer.reader.ledger.news())
    if let error = producer.reader.fatal(failures) {
      report.fatal = error
      report.fatalRow = failures.keys.min().map { $0 + first }
    }
    let failedRows = try hear(report.exchange(with: partners)).flatMap(\.failedRows).sorted()
    var whole = job.whole
    var present = Set(whole)
    for row in failedRows {
      var report = BatchReport(news: producer.reader.ledger.news())
      if partners.rows.contains(row) {
        switch producer.replacement(
          for: whole[row], at: row - first, of: job, present: present, worker: callersWorker)
        {
        case .success(let index): report.replacement = index
        case .failure(let error): report.fatal = error
        }
        report.news += producer.reader.ledger.news()
      }
      guard let index = try hear(report.exchange(with: partners)).compactMap(\.replacement).first else {
        preconditionFailure("a row has a partner")
      }
      whole[row] = index
      present.insert(index)
    }
    return Array(whole[partners.rows])
  }

  /// Notes what the partners have found; throws what makes the batch fail, the same for all.
  private func hear(_ reports: [BatchReport]) throws -> [BatchReport] {
    for image in reports.flatMap(\.news) { producer.reader.ledger.note(image) }
    let fatal = reports.filter { $0.fatal != nil }.min { $0.fatalRow ?? 0 < $1.fatalRow ?? 0 }
    if let error = fatal?.fatal { throw error }
    return reports
  }
}
