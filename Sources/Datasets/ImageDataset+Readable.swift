import Images

extension ImageDataset {
  /// Checks that at least one image can be read; stops at the first.
  ///
  /// - Throws: ``DatasetError`` that says what is wrong with the first of them.
  package func requireReadableImage() throws(DatasetError) {
    let decoder = ImageDecoder()
    var reason: String?
    for index in 0..<count {
      do {
        if case .encoded(let bytes) = try source(at: index) { _ = try decoder.decode(bytes, channels: channels) }
        return
      } catch {
        let error = DatasetError.rendering(error, of: name(at: index))
        guard error.kind == .badData else { throw error }
        reason = reason ?? "\(error)"
      }
    }
    if let reason { throw .noneReadable(of: count, reason) }
  }
}
